/** The most lines that are kept. */
export const mostLines = 1000
const longestLine = 4096

/** The lines with one more at the end, where it says something new. */
export function remembering(lines: readonly string[], line: string): readonly string[] {
  if (line.trim() === '' || line === lines.at(-1)) return lines
  return [...lines, line].slice(-mostLines)
}

/** Whether a line may be kept on the disk: nothing that may be a secret, nothing that was typed behind a blank. */
export const isKept = (line: string): boolean =>
  line.trim() !== '' && !line.startsWith(' ') && line.length <= longestLine && !holdsSecret(line)

const secretNames =
  /(?:^|[\s"'])-{0,2}[\w.-]*(?:token|passw(?:or)?d|passphrase|secret|credentials?|(?:api|access|private|client)[_-]?key)[\w.-]*(?:=|:|\s+)["']?(?!-)\S/i
/** Tokens of Hugging Face, OpenAI, GitHub, GitLab, Slack, AWS and NVIDIA, JSON Web Tokens, keys as text, long hexadecimal. */
const secretValues =
  /\b(?:hf_|sk-|gh[pousr]_|github_pat_|glpat-|xox[abp]-|nvapi-)[\w-]{8,}|\bAKIA[A-Z0-9]{12,}|\beyJ[\w-]{8,}\.|-----BEGIN|\b[a-f0-9]{40,}\b/
const inAddress = /\b[a-z][a-z0-9+.-]*:\/\/[^\s/?#@]*:[^\s/?#@]*@/i
const inHeader = /\b(?:bearer|basic|authorization)\b[\s:]+\S/i

/** Looks like a line with a secret in it. Rather one too many than one too few. */
export const holdsSecret = (line: string): boolean =>
  [secretNames, secretValues, inAddress, inHeader].some((pattern) => pattern.test(line))

/** Lines as they stand in the file: one each, with line ends and backslashes written out. */
export const toFile = (line: string): string => `${line.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')}\n`

export const fromFile = (text: string): readonly string[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.replaceAll(/\\(.)/g, (_, next: string) => (next === 'n' ? '\n' : next)))
    .slice(-mostLines)
