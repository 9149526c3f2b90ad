import type { OptionText } from "./given";

function column(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, says]) => `  ${name.padEnd(width)}  ${says}`).join("\n");
}

/** What a script with commands says of itself. */
export function manualOf({
  script,
  about,
  commands,
  options,
}: {
  script: string;
  about: string;
  commands: ReadonlyMap<string, { says: string; options: readonly string[] }>;
  options: Readonly<Record<string, OptionText>>;
}): string {
  const orders = [...commands].map(([name, { says, options: own }]) => {
    const takes = own.map((option) => ` --${option}`).join("");
    return [`${name}${takes}`, says] as const;
  });
  const texts = Object.entries(options).map(([name, { value, says }]) => {
    return [`--${name}${value === undefined ? "" : ` ${value}`}`, says] as const;
  });
  return `Usage: npm run ${script} -- COMMAND [options]

${about}

${column(orders)}

${column(texts)}

Exit codes: 0 done, 1 refused by the chain or not reached, 2 wrong arguments.
`;
}
