import {readdirSync} from 'node:fs'

/** Tests that run in one process of mocha, one after the other. */
export interface Job {
  readonly name: string
  readonly args: readonly string[]
}

interface Room {
  readonly name: string
  readonly holds: (folder: string) => boolean
}

const large = ['plugin-cluster', 'plugin-grove', 'plugin-manifests']

/** What holds a package first has it; the last takes all the rest. */
const rooms: readonly Room[] = [
  {name: 'cluster, grove and manifests', holds: (folder) => large.includes(folder)},
  {name: 'host and installer', holds: (folder) => folder === 'host' || folder === 'installer'},
  {name: 'serving', holds: (folder) => folder === 'plugin-serving'},
  {name: 'other plugins', holds: (folder) => folder.startsWith('plugin-')},
  {name: 'sandbox and shared packages', holds: () => true},
]

const outside = ['examples/**', 'registry/**', 'tools/**']

/**
 * Unit and whole-command tests: each package is in exactly one job, what lies outside the packages in that of all the rest,
 * which is the longest and begins.
 */
export function unitJobs(packages: readonly string[] = readdirSync('packages')): readonly Job[] {
  const roomOf = (folder: string): string => rooms.find(({holds}) => holds(folder))?.name ?? ''
  const jobs = rooms.map(({name}, at) => {
    const others = packages.filter((folder) => roomOf(folder) !== name).map((folder) => `packages/${folder}/**`)
    const ignored = at === rooms.length - 1 ? others : [...others, ...outside]
    return {name, args: ignored.flatMap((pattern) => ['--ignore', pattern])}
  })
  return [...jobs.slice(-1), ...jobs.slice(0, -1)]
}

/** The installed program from end to end: the lines of the source documents, which take half of the time, and the rest. */
export function endToEndJobs(files: readonly string[] = readdirSync('e2e')): readonly Job[] {
  const isLines = (file: string): boolean => file.endsWith('-lines.test.ts')
  const tests = files.filter((file) => file.endsWith('.test.ts'))
  const without = (ignored: readonly string[]): readonly string[] => [
    '--config',
    '.mocharc.e2e.json',
    ...ignored.flatMap((file) => ['--ignore', `e2e/${file}`]),
  ]
  return [
    {name: 'end to end: the lines of the documents', args: without(tests.filter((file) => !isLines(file)))},
    {name: 'end to end', args: without(tests.filter(isLines))},
  ]
}
