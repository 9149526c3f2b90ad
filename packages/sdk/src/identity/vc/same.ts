import { CredentialFormatError } from "./error";
import { isRecord, list, member, namesOf, text, type Node } from "./json";

/** Hex reads the same in either case, with the checksum of an address or without. */
function withoutCase(shown: string): string {
  return shown.replace(/0x[0-9a-fA-F]+|^f[0-9a-fA-F]+$/g, (hex) => hex.toLowerCase());
}

function nodesOf(node: Node, expected: readonly unknown[]): Node[] {
  const nodes = list(node, expected.length);
  if (nodes.length !== expected.length) {
    throw new CredentialFormatError(node.path, `a list of ${expected.length}`);
  }
  return nodes;
}

/**
 * Checks that a value of a document is what would be written there: the same names and no others, the same texts.
 *
 * @throws CredentialFormatError with the path of the first that is not.
 */
export function checkSame(node: Node, expected: unknown): void {
  if (Array.isArray(expected)) {
    const items: readonly unknown[] = expected;
    nodesOf(node, items).forEach((item, i) => checkSame(item, items[i]));
  } else if (isRecord(expected)) {
    for (const [name, value] of Object.entries(expected)) checkSame(member(node, name), value);
    const added = namesOf(node).find((name) => !Object.hasOwn(expected, name));
    if (added !== undefined) {
      throw new CredentialFormatError(member(node, added).path, "left out: nobody signed it");
    }
  } else if (withoutCase(text(node)) !== withoutCase(String(expected))) {
    throw new CredentialFormatError(node.path, `"${String(expected)}"`);
  }
}
