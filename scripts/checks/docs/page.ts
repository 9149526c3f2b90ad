/** What a page has its reader do, in its order. */
export type Step =
  /** Commands for a shell; `repeats` where they must print and change no more than those before them did. */
  | { kind: "commands"; line: number; code: string; repeats: boolean }
  /** A client that runs on, in a terminal of its own. */
  | { kind: "client"; line: number; args: string[] }
  /** A whole program. */
  | { kind: "program"; line: number; code: string }
  /** A file that the page shows by its name. */
  | { kind: "file"; line: number; name: string; text: string }
  /** From here on the reader has a node of a public chain, a key with ether there, and one of its explorer. */
  | { kind: "chain"; line: number; chainId: number };

export interface Page {
  file: string;
  steps: Step[];
  /** Commands named in the text; they must be among those that run. */
  mentions: { line: number; command: string }[];
}

/** A page that could hold a command that nobody runs. */
export class PageError extends Error {
  constructor(file: string, line: number, says: string) {
    super(`${file}:${line}: ${says}`);
    this.name = "PageError";
  }
}

const FENCE = /^\s*(?:[-*>]\s+)?(`{3,}|~{3,})\s*(\S*)\s*(.*?)\s*$/;
const MARKER = /^<!--\s*check:\s*(.*?)\s*-->$/;
const COMMAND = /^(?:[A-Z_]+=\S*\s+)*(?:npm|npx|node)\s+\S/;
const SPAN = /`([^`]+)`/g;
const INDENTED = /^(?: {4,}|\t)\s*(?:\$\s*)?(.*)$/;
const CLIENT = /^npx anvil\b/;

interface Fence {
  line: number;
  ticks: string;
  language: string;
  name: string;
  lines: string[];
}

/**
 * Reads what a page has its reader do. There is no way to leave a command out: a fence of another language than those
 * that are run, written or compiled is refused, and so is a command outside of a fence that no fence has.
 *
 * @throws PageError for what could hide a command, and for a marker that means nothing.
 */
export function readPage(file: string, text: string): Page {
  const page: Page = { file, steps: [], mentions: [] };
  let fence: Fence | undefined;
  let repeats: number | undefined;
  for (const [index, content] of text.split("\n").entries()) {
    const line = index + 1;
    if (fence !== undefined) {
      if (content.trim() !== fence.ticks) fence.lines.push(content);
      else {
        const step = stepOf(file, fence, repeats !== undefined);
        if (step.kind === "commands") repeats = undefined;
        page.steps.push(step);
        fence = undefined;
      }
      continue;
    }
    const [, ticks, language = "", name = ""] = FENCE.exec(content) ?? [];
    const [, marker] = MARKER.exec(content.trim()) ?? [];
    if (ticks !== undefined) fence = { line: line + 1, ticks, language, name, lines: [] };
    else if (marker === "repeats") repeats = line;
    else if (marker !== undefined) page.steps.push(chainOf(file, line, marker));
    else page.mentions.push(...mentionsIn(file, line, content));
  }
  if (fence !== undefined) throw new PageError(file, fence.line - 1, "a fence that does not end");
  if (repeats !== undefined) throw new PageError(file, repeats, "no commands follow that repeat");
  return page;
}

function stepOf(file: string, { line, language, name, lines }: Fence, repeats: boolean): Step {
  const code = lines.join("\n");
  if (language === "sh") {
    const commands = lines.map((each) => each.trim()).filter((each) => each !== "");
    if (!commands.some((each) => CLIENT.test(each))) {
      return { kind: "commands", line, code, repeats };
    }
    const [command = "", ...others] = commands;
    if (others.length === 0) return { kind: "client", line, args: command.split(/\s+/).slice(2) };
    throw new PageError(file, line, "a client takes a terminal, and so a fence, of its own");
  }
  if (language === "ts") return { kind: "program", line, code };
  if (language === "json" && name !== "") return { kind: "file", line, name, text: `${code}\n` };
  throw new PageError(
    file,
    line - 1,
    `a fence of ${language || "no language"}, but must be of sh, of ts, or of json with the name of its file`,
  );
}

function chainOf(file: string, line: number, marker: string): Step {
  const [, digits] = /^chain (\d+)$/.exec(marker) ?? [];
  if (digits !== undefined) return { kind: "chain", line, chainId: Number(digits) };
  throw new PageError(file, line, `"${marker}" is no marker; those are repeats, and chain <id>`);
}

function mentionsIn(file: string, line: number, content: string): Page["mentions"] {
  const [, indented = ""] = INDENTED.exec(content) ?? [];
  if (COMMAND.test(indented)) throw new PageError(file, line, "a command that is in no fence");
  const spans = [...content.matchAll(SPAN)].map(([, span = ""]) => span.trim());
  return spans.filter((span) => COMMAND.test(span)).map((command) => ({ line, command }));
}

/** Fails where the text of a page names a command that neither a fence of any page nor the gate has. */
export function checkMentions(pages: readonly Page[], gate: string): void {
  const squeezed = (text: string): string => text.replaceAll(/\s+/g, " ");
  const fences = pages
    .flatMap(({ steps }) => steps)
    .flatMap((step) => (step.kind === "commands" ? [step.code] : []));
  const run = [...fences, ...gate.replaceAll(" --silent", "").split("\n")].map(squeezed);
  for (const { file, mentions } of pages) {
    for (const { line, command } of mentions) {
      if (run.some((code) => code.includes(squeezed(command)))) continue;
      throw new PageError(file, line, `\`${command}\` is in no fence, so nobody runs it`);
    }
  }
}
