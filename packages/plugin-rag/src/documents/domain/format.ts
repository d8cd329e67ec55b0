/** How the text of a file is got: as it is, or by a reader that knows the format. */
export type Format =
  | {readonly type: 'text'}
  /** Split by its syntax; the language as tree-sitter calls it. */
  | {readonly type: 'code'; readonly language: string}
  | {readonly type: 'html' | 'pdf' | 'docx'}

const text = ['txt', 'text', 'md', 'markdown', 'mdx', 'rst', 'adoc', 'csv', 'tsv', 'json', 'jsonl', 'ndjson']
const moreText = ['yaml', 'yml', 'toml', 'ini', 'conf', 'log', 'xml', 'tex', 'org']

/** Languages whose names are the same in all collections of grammars; code of others is split as text. */
const languages: Readonly<Record<string, readonly string[]>> = {
  bash: ['sh', 'bash'],
  c: ['c', 'h'],
  cpp: ['cc', 'cpp', 'cxx', 'hpp'],
  go: ['go'],
  java: ['java'],
  javascript: ['js', 'mjs', 'cjs', 'jsx'],
  kotlin: ['kt', 'kts'],
  php: ['php'],
  python: ['py'],
  ruby: ['rb'],
  rust: ['rs'],
  scala: ['scala'],
  typescript: ['ts', 'mts', 'cts'],
}

const formats: ReadonlyMap<string, Format> = new Map<string, Format>([
  ...[...text, ...moreText].map((extension): [string, Format] => [extension, {type: 'text'}]),
  ...['cs', 'sql', 'lua', 'swift', 'tsx', 'css', 'proto', 'tf', 'r'].map((extension): [string, Format] => [
    extension,
    {type: 'text'},
  ]),
  ...Object.entries(languages).flatMap(([language, extensions]) =>
    extensions.map((extension): [string, Format] => [extension, {type: 'code', language}]),
  ),
  ...['html', 'htm', 'xhtml'].map((extension): [string, Format] => [extension, {type: 'html'}]),
  ['pdf', {type: 'pdf'}],
  ['docx', {type: 'docx'}],
])

const bareNames = new Set(['readme', 'license', 'changelog', 'notice', 'makefile', 'dockerfile', 'contributing'])

/** By the file's name; undefined for what no text is expected in. */
export function formatOf(path: string): Format | undefined {
  const name = (path.split(/[\\/]/).at(-1) ?? path).toLowerCase()
  const dot = name.lastIndexOf('.')
  if (dot <= 0) return bareNames.has(name) ? {type: 'text'} : undefined
  return formats.get(name.slice(dot + 1))
}

/** Extensions that are read, for messages. */
export const readableWords = 'text, Markdown, HTML, CSV, JSON, code, PDF and DOCX'
