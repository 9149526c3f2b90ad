const NUMBER = /^-?[\d,.]+( \w+)?$/;

/** Lays rows out in columns; columns of numbers, told by their look, are set flush right. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const columns = head.map((title, column) => {
    const cells = rows.map((row) => row[column] ?? "");
    return {
      width: Math.max(title.length, ...cells.map((cell) => cell.length)),
      isNumeric: cells.every((cell) => cell === "" || NUMBER.test(cell)),
    };
  });
  const line = (row: readonly string[]): string =>
    columns
      .map(({ width, isNumeric }, column) => {
        const cell = row[column] ?? "";
        return isNumeric && NUMBER.test(cell) ? cell.padStart(width) : cell.padEnd(width);
      })
      .join("  ")
      .trimEnd();
  return [line(head), line(columns.map(({ width }) => "-".repeat(width))), ...rows.map(line)].join(
    "\n",
  );
}

/** Thousands apart, for gas and fuel. */
export function grouped(value: bigint | number): string {
  return value.toString().replace(/\B(?=(\d{3})+$)/g, ",");
}
