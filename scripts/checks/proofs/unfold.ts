/**
 * The checker forgets what a pointer to storage points to, so it knows nothing of a library that works on a struct in
 * storage. This makes a contract of such a library: the struct's members become variables of it, and the functions,
 * word for word, work on them. `Pot storage pot` in the library's functions is what is unfolded. Views can be
 * overridden: a harness puts any number in place of a quotient, and what then holds, holds of the quotient.
 */
export function unfold(source: string, library: string): string {
  const struct = new RegExp(`library ${library} \\{\\s*struct (\\w+) \\{([^}]*)\\}`).exec(source);
  const [whole, name, members] = struct ?? [];
  if (whole === undefined || name === undefined || members === undefined) {
    throw new Error(`library ${library} does not begin with a struct`);
  }
  const pointer = new RegExp(`\\b${name} storage (\\w+)`).exec(source)?.[1];
  if (pointer === undefined)
    throw new Error(`no function of ${library} takes a ${name} in storage`);
  const fields = members
    .replace(/\/\/.*$/gm, "")
    .replace(/^(\s*)(\w+) (\w+);/gm, `$1$2 internal ${pointer}_$3;`);
  const unfolded = source
    .replace(whole, `abstract contract ${library}Unfolded {${fields}`)
    .replace(/\) internal view returns/g, ") internal view virtual returns")
    .replace(new RegExp(`\\b${name} storage ${pointer}(, )?`, "g"), "")
    .replace(new RegExp(`\\b(\\w+)\\(${pointer}(?:, )?`, "g"), "$1(")
    .replace(new RegExp(`\\b${pointer}\\.`, "g"), `${pointer}_`);
  const left = new RegExp(`\\b(${name}|${pointer})\\b(?! storage)`).exec(withoutComments(unfolded));
  if (left !== null)
    throw new Error(`${library} uses ${left[0]} as a whole, which does not unfold`);
  return unfolded;
}

function withoutComments(source: string): string {
  return source.replace(/\/\/.*$/gm, "");
}
