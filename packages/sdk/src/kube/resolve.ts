import type {Resource} from '../kube.ts'

/**
 * The resource a person means, by kubectl's rules: `plural`, `singular` or short name, alone or with `.group` (a
 * beginning of the group is enough) or `.version.group`, then the Kind in the same three forms. Of several the first
 * in the server's order wins, which is core before groups and preferred versions first.
 */
export function findResource(resources: readonly Resource[], word: string): Resource | undefined {
  const [name = '', ...tail] = word.split('.')
  const group = tail.join('.')
  const full = tail.length > 1 ? {version: tail[0], group: tail.slice(1).join('.')} : undefined
  const lower = name.toLowerCase()
  const tests: readonly ((resource: Resource) => boolean)[] = [
    ({plural}) => plural === lower,
    ({singular}) => singular === lower,
    ({shortNames}) => shortNames.includes(lower),
    ({kind}) => kind === name,
  ]
  for (const test of tests) {
    const named = resources.filter(test)
    const found = inGroup(named, full, group)
    if (found) return found
  }
  return undefined
}

function inGroup(
  named: readonly Resource[],
  full: {readonly version: string | undefined; readonly group: string} | undefined,
  group: string,
): Resource | undefined {
  if (group === '') return named[0]
  return (
    (full && named.find((resource) => resource.version === full.version && resource.group === full.group)) ??
    named.find((resource) => resource.group === group) ??
    named.find((resource) => resource.group.startsWith(group))
  )
}
