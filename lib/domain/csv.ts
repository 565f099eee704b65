// CSV as RFC 4180 has it, safe to open in a spreadsheet: a cell that one would take for a formula begins with an apostrophe.

export function writeCsvLine(cells: readonly (string | null)[]): string {
  return `${cells.map(writeCell).join(',')}\r\n`;
}

function writeCell(text: string | null): string {
  if (text === null) return '';
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
