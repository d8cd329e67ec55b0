/** Words that stand for no command: what the shell itself does. */
export const shellWords: Readonly<Record<string, 'leave' | 'clear' | 'history'>> = {
  exit: 'leave',
  quit: 'leave',
  logout: 'leave',
  ':q': 'leave',
  clear: 'clear',
  cls: 'clear',
  history: 'history',
}

/** Those that are offered where a line begins, with what they do. */
export const offeredWords = [
  {value: 'clear', text: 'Clear the screen (Ctrl-L)'},
  {value: 'exit', text: 'Leave (Ctrl-D)'},
  {value: 'history', text: 'Print the lines of before (Ctrl-R looks for one)'},
]

/** Lines with their numbers, as `history` prints them. */
export function numbered(lines: readonly string[], last = lines.length): string {
  const width = String(lines.length).length
  const first = Math.max(0, lines.length - last)
  return lines
    .slice(first)
    .map((line, index) => `${String(first + index + 1).padStart(width)}  ${line.replaceAll('\n', '\\n')}\n`)
    .join('')
}
