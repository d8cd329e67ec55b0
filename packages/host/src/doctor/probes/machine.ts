import {existsSync, lstatSync, readdirSync, realpathSync, rmSync} from 'node:fs'
import {basename, delimiter, dirname, join} from 'node:path'
import {shortPath} from '../../context/folders.ts'
import {wordlessLinks} from '../../personality/wordless.ts'
import {indexInUse} from '../../routes/route-index.ts'
import {type Finding, ok, type Probe, type Scene, warn} from '../finding.ts'

export const nodeProbe: Probe = {
  title: 'node',
  async run() {
    const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
    const text = `Node.js ${process.versions.node} at ${process.execPath}`
    return [
      major % 2 === 0 || major > 24
        ? ok('node', text)
        : warn('node', `${text} is no long-term release`, 'install Node.js 24'),
    ].map((finding) =>
      major > 22 || (major === 22 && minor >= 19) ? finding : warn('node', `${text} is too old`, 'install Node.js 24'),
    )
  },
}

/** Which program runs when `ome`, or one of its other names, is typed. */
export const pathProbe: Probe = {
  title: 'path',
  async run({context, program}) {
    const folders = (context.env['PATH'] ?? '').split(delimiter).filter(Boolean)
    const own = realpathSync(program)
    return [...whichOme(folders, own), ...otherNames(folders, own), ...withoutWords(context, own)]
  },
}

function whichOme(folders: readonly string[], own: string): Finding[] {
  const found = folders.map((folder) => join(folder, 'ome')).filter((path) => existsSync(path))
  const [first, ...others] = found
  if (first === undefined) return [warn('path', '"ome" is not on the PATH', `export PATH="${dirname(own)}:$PATH"`)]
  if (realpathSync(first) !== own)
    return [warn('path', `"ome" runs ${first}, this is ${own}`, `export PATH="${dirname(own)}:$PATH"`)]
  const behind = others.filter((path) => realpathSync(path) !== own)
  return [ok('path', `"ome" runs ${first}${behind.length > 0 ? `, before ${behind.join(', ')}` : ''}`)]
}

/** Links of other names: those that lead nowhere, and those another program stands before. */
function otherNames(folders: readonly string[], own: string): Finding[] {
  const names = readdirSync(dirname(own)).filter(
    (name) => /^(kubectl[-_]|[a-z]+$)/.test(name) && name !== basename(own),
  )
  return names.flatMap((name) => {
    const paths = folders.map((folder) => join(folder, name)).filter(isThere)
    const dangling = paths.filter((path) => !existsSync(path))
    const [first] = paths.filter((path) => existsSync(path))
    const mine = paths.some((path) => existsSync(path) && leadsHere(path, own))
    const shadowed =
      first !== undefined && mine && !leadsHere(first, own)
        ? [
            warn(
              'path',
              `"${name}" runs ${first}, another program that stands before ome's on the PATH`,
              `put ${dirname(own)} first in PATH`,
            ),
          ]
        : []
    return [...dangling.map(danglingLink), ...shadowed]
  })
}

/** Links that a plugin's names were given, and whose plugin has gone. Those beside the program come with it. */
function withoutWords({folders, env}: Scene['context'], own: string): Finding[] {
  const index = indexInUse(folders.cache)
  const place = {dir: join(folders.data, 'bin'), launcher: own, path: ''}
  return wordlessLinks(index, place)
    .filter(({files}) => files.some((file) => dirname(file) === place.dir))
    .map(({program, plugin}) =>
      warn(
        'path',
        `${shortPath(join(place.dir, program), env)} is a name whose words no installed plugin brings`,
        plugin === undefined ? `ome personality unlink ${program}` : `ome plugin install ${plugin}`,
      ),
    )
}

const danglingLink = (path: string): Finding => ({
  ...warn('path', `${path} is a link that leads nowhere`, `rm ${path}`),
  repair: async () => {
    rmSync(path)
    return `removed ${path}`
  },
})

/** All names of the program are links to it, or files beside it. */
const leadsHere = (path: string, own: string): boolean => dirname(realpathSync(path)) === dirname(own)

function isThere(path: string): boolean {
  return lstatSync(path, {throwIfNoEntry: false}) !== undefined
}
