/**
 * The first cause in a rejection of runtime selection, for a line of its own: `architecture mismatch (model=A,
 * runtime=B)`. The controller's text names the whole format first and lists every cause of every format.
 */
export function shortReason(reason: string): string {
  const own = reason.replace(/^runtime \S+ does not support model \S*: /, '')
  const causes = own.split(' not in supported formats: ').at(-1) ?? own
  const [first = ''] = causes.split('; ')
  return causes === own ? own : (first.split(/, (?=[a-z ]+ mismatch \()/)[0] ?? own)
}
