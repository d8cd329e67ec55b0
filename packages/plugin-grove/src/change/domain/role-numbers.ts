import {OmeError} from '@ome/sdk/errors'

/** Numbers by the words of roles, from flags of their own and from `ROLE=N`. Throws `usage`. */
export function roleNumbers(
  named: Readonly<Record<string, number | undefined>>,
  pairs: readonly string[],
): Readonly<Record<string, number>> {
  const given = Object.entries(named).flatMap(([role, count]) => (count === undefined ? [] : [[role, count] as const]))
  const typed = pairs.map((pair) => {
    const [, role = '', count] = /^([^=]+)=(\d+)$/.exec(pair) ?? []
    if (count !== undefined) return [role, Number(count)] as const
    throw new OmeError('usage', `--set ${pair}: write a role and a number of workers`, ['--set decode=8'])
  })
  const all = [...given, ...typed]
  const twice = all.find(([role], index) => all.findIndex(([other]) => other === role) !== index)
  if (twice) throw new OmeError('usage', `${twice[0]} is given twice`, ['name each role once'])
  return Object.fromEntries(all)
}
