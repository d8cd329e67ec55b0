// The table of kubectl's verbs in docs/sandbox.md, from what packages/sandbox/test/kubectl-matrix.test.ts recorded.
import {readFileSync} from 'node:fs'

type Results = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, string>>>>>>

const record = 'packages/sandbox/test/kubectl-matrix/kubectl-verbs.json'

/** One row for each verb: its forms, and what each generation of kubectl made of them. */
export function kubectlTable(): readonly string[] {
  const results: Results = JSON.parse(readFileSync(record, 'utf8'))
  const minors = [...new Set(Object.values(results).flatMap((forms) => Object.values(forms).flatMap(Object.keys)))]
  const rows = Object.entries(results).map(([verb, forms]) => {
    const cells = minors.map((minor) => cell(forms, minor))
    return `| \`${verb.replaceAll(', ', '`, `')}\` | ${Object.keys(forms).join('; ')} | ${cells.join(' | ')} |`
  })
  return [`| Verb | Tried | ${minors.join(' | ')} |`, `|---|---|${minors.map(() => '---|').join('')}`, ...rows]
}

function cell(forms: Results[string] & {}, minor: string): string {
  const others = Object.entries(forms).flatMap(([form, cells]) => {
    const result = cells[minor] ?? 'not tried'
    if (result === 'passed') return []
    return [`${form}: ${result.replace(/^untried: /, '')}`]
  })
  if (others.length === 0) return 'passed'
  return others.length === Object.keys(forms).length ? others.join('; ') : `passed, but ${others.join('; ')}`
}
