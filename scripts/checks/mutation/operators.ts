import { createHash } from "node:crypto";
import { parse, visit } from "@solidity-parser/parser";

/** One change of the source. */
export interface Mutant {
  /** Names it for as long as the statement it changes stays as it is. */
  id: string;
  file: string;
  line: number;
  operator: Operator;
  /** What stands at `start` to `end`, and what is put there. */
  from: string;
  to: string;
  start: number;
  end: number;
}

export type Operator =
  | "relation"
  | "arithmetic"
  | "logic"
  | "constant"
  | "statement"
  | "modifier"
  | "condition"
  | "choice"
  | "arguments";

/** A node of the syntax tree, as far as the operators look into it. */
interface Node {
  type: string;
  range?: [number, number];
  loc?: { start: { line: number } };
}

type Change = [operator: Operator, node: Node, to: string, from?: [number, number]];

const SWAPS: Record<string, [Operator, ...string[]]> = {
  "<": ["relation", "<=", ">="],
  "<=": ["relation", "<", ">"],
  ">": ["relation", ">=", "<="],
  ">=": ["relation", ">", "<"],
  "==": ["relation", "!="],
  "!=": ["relation", "=="],
  "+": ["arithmetic", "-"],
  "-": ["arithmetic", "+"],
  "*": ["arithmetic", "/"],
  "/": ["arithmetic", "*"],
  "%": ["arithmetic", "*"],
  "<<": ["arithmetic", ">>"],
  ">>": ["arithmetic", "<<"],
  "&": ["arithmetic", "|"],
  "|": ["arithmetic", "&"],
  "^": ["arithmetic", "&"],
  "+=": ["arithmetic", "-=", "="],
  "-=": ["arithmetic", "+=", "="],
  "++": ["arithmetic", "--"],
  "--": ["arithmetic", "++"],
  "&&": ["logic", "||"],
  "||": ["logic", "&&"],
};
const METHODS: Record<string, string> = { min: "max", max: "min", mulDiv: "ceilDiv" };
/** Calls whose arguments are not swapped: what they mean is said by their types, or nothing depends on it. */
const KEPT_CALLS = /^(abi\.|Math\.(min|max)$|require$|revert$|keccak256$|bytes\.concat$|type$)/;

/** All changes of a file, in the order of the source. */
export function mutantsOf(file: string, source: string): Mutant[] {
  const finder = new Finder(file, source);
  finder.walk();
  return finder.mutants();
}

class Finder {
  private readonly changes: { change: Change; place: string; statement: Node }[] = [];
  private readonly path: string[] = [];
  private readonly statements: Node[] = [];

  constructor(
    private readonly file: string,
    private readonly source: string,
  ) {}

  private text(node: Node): string {
    const [start, end] = node.range ?? [0, -1];
    return this.source.slice(start, end + 1);
  }

  private add(...change: Change): void {
    const statement = this.statements.at(-1) ?? change[1];
    this.changes.push({ change, place: this.path.join("."), statement });
  }

  walk(): void {
    const tree = parse(this.source, { range: true, loc: true });
    const enter = (name: string) => void this.path.push(name);
    const leave = () => void this.path.pop();
    const begin = (node: Node) => void this.statements.push(node);
    const end = () => void this.statements.pop();
    visit(tree, {
      ContractDefinition: (node) => (node.kind === "interface" ? false : enter(node.name)),
      "ContractDefinition:exit": (node) => (node.kind === "interface" ? undefined : leave()),
      FunctionDefinition: (node) => {
        enter(node.name ?? (node.isConstructor ? "constructor" : "receive"));
        // What a constructor names beside bases are arguments of theirs.
        if (node.isConstructor) return;
        for (const modifier of node.modifiers) this.add("modifier", modifier, "");
      },
      "FunctionDefinition:exit": leave,
      ModifierDefinition: (node) => enter(node.name),
      "ModifierDefinition:exit": leave,
      StateVariableDeclaration: begin,
      "StateVariableDeclaration:exit": end,
      VariableDeclarationStatement: begin,
      "VariableDeclarationStatement:exit": end,
      ReturnStatement: begin,
      "ReturnStatement:exit": end,
      EmitStatement: (node) => {
        begin(node);
        this.add("statement", node, "{}");
      },
      "EmitStatement:exit": end,
      ExpressionStatement: (node) => {
        // The step of a loop has no place of its own, and belongs to the loop's head.
        const isStep = node.range === undefined;
        begin(isStep ? (node.expression ?? node) : node);
        if (!isStep) this.add("statement", node, "{}");
      },
      "ExpressionStatement:exit": end,
      RevertStatement: begin,
      "RevertStatement:exit": end,
      IfStatement: (node) => {
        begin(node);
        this.add("condition", node.condition, "true");
        this.add("condition", node.condition, "false");
      },
      "IfStatement:exit": end,
      ForStatement: begin,
      "ForStatement:exit": end,
      WhileStatement: begin,
      "WhileStatement:exit": end,
      BreakStatement: (node) => this.add("statement", node, "{}"),
      ContinueStatement: (node) => this.add("statement", node, "{}"),
      Conditional: (node) => {
        this.add("choice", node, `(${this.text(node.trueExpression)})`);
        this.add("choice", node, `(${this.text(node.falseExpression)})`);
      },
      BinaryOperation: (node) => this.swap(node.operator, node.left, node.right),
      UnaryOperation: (node) => {
        if (node.operator === "!") this.add("logic", node, this.text(node.subExpression));
        const [operator, ...others] = SWAPS[node.operator] ?? [];
        const [start, last] = this.rangeOf(node);
        if (operator === undefined || node.operator.length !== 2) return;
        const at: [number, number] = node.isPrefix ? [start, start + 1] : [last - 1, last];
        for (const other of others) this.add(operator, node, other, at);
      },
      NumberLiteral: (node) => {
        if (/^0x/i.test(node.number)) return;
        this.add("constant", node, node.number === "0" ? "1" : `(${this.text(node)} + 1)`);
      },
      BooleanLiteral: (node) => this.add("constant", node, node.value ? "false" : "true"),
      MemberAccess: (node) => {
        const other = METHODS[node.memberName];
        const [, last] = this.rangeOf(node);
        if (other === undefined || this.text(node.expression) !== "Math") return;
        this.add("arithmetic", node, other, [last - node.memberName.length + 1, last]);
      },
      FunctionCall: (node) => {
        const [first, second] = node.arguments;
        const isEvent = this.statements.at(-1)?.type === "EmitStatement";
        if (first === undefined || second === undefined || isEvent || node.names.length > 0) return;
        // An error begins with a capital, and so does a struct, whose fields the compiler tells apart by type.
        if (KEPT_CALLS.test(this.text(node.expression))) return;
        const [texts, at] = [[this.text(first), this.text(second)], this.rangeOf(first)];
        if (texts[0] === texts[1]) return;
        const between = this.source.slice(at[1] + 1, this.rangeOf(second)[0]);
        const to = `${texts[1] ?? ""}${between}${texts[0] ?? ""}`;
        this.add("arguments", node, to, [at[0], this.rangeOf(second)[1]]);
      },
    });
  }

  private rangeOf(node: Node): [number, number] {
    if (node.range === undefined) throw new Error(`${this.file}: a ${node.type} without a range`);
    return node.range;
  }

  /** The operator stands somewhere between both sides, among comments maybe. */
  private swap(symbol: string, left: Node, right: Node): void {
    const [operator, ...others] = SWAPS[symbol] ?? [];
    if (operator === undefined) return;
    const from = this.rangeOf(left)[1] + 1;
    const start = this.source.indexOf(symbol, from);
    if (start < 0 || start > this.rangeOf(right)[0]) return;
    for (const other of others) this.add(operator, left, other, [start, start + symbol.length - 1]);
  }

  mutants(): Mutant[] {
    const seen = new Map<string, number>();
    const made = this.changes.map(({ change, place, statement }): Mutant => {
      const [operator, node, to, at] = change;
      const [start, last] = at ?? this.rangeOf(node);
      const end = last + 1;
      const [first, final] = this.rangeOf(statement);
      const before = this.source.slice(first, final + 1).replace(/\s+/g, "");
      const changed = this.source.slice(first, start) + to + this.source.slice(end, final + 1);
      const hash = createHash("sha256")
        .update(JSON.stringify([before, changed.replace(/\s+/g, "")]))
        .digest("hex");
      const name = `${place} ${operator} ${hash.slice(0, 10)}`;
      const count = (seen.get(name) ?? 0) + 1;
      seen.set(name, count);
      const id = count === 1 ? name : `${name} ${count}`;
      const line = this.source.slice(0, start).split("\n").length;
      const from = this.source.slice(start, end);
      return { id, file: this.file, line, operator, from, to, start, end };
    });
    return made.sort((a, b) => a.start - b.start);
  }
}

/** The source with the change in it. */
export function apply(source: string, { start, end, to }: Mutant): string {
  return source.slice(0, start) + to + source.slice(end);
}

/** `count` of the mutants, the same ones for one seed; those of a function that changes do not move the others. */
export function sampleOf(mutants: readonly Mutant[], count: number, seed: number): Mutant[] {
  const rank = ({ id, file }: Mutant): string =>
    createHash("sha256").update(`${seed} ${file} ${id}`).digest("hex");
  const ranked = mutants.map((mutant) => ({ mutant, rank: rank(mutant) }));
  ranked.sort((a, b) => (a.rank < b.rank ? -1 : 1));
  const chosen = new Set(ranked.slice(0, count).map(({ mutant }) => mutant));
  return mutants.filter((mutant) => chosen.has(mutant));
}
