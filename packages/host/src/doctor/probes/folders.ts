import {accessSync, chmodSync, constants, existsSync, lstatSync, readdirSync, readFileSync, statSync} from 'node:fs'
import {join} from 'node:path'
import {shortPath} from '../../context/folders.ts'
import {decodeIndex, indexPath} from '../../routes/route-index.ts'
import {type Finding, fail, ok, type Probe, warn} from '../finding.ts'

const largeBytes = 1024 ** 3
/** A cache with more files than this is large enough to say so without counting on. */
const mostFiles = 20_000

export const folderProbe: Probe = {
  title: 'cache',
  async run({context: {folders, env}}) {
    const paths = new Map([
      ['config', folders.config],
      ['data', folders.data],
      ['cache', folders.cache],
    ])
    const findings = [...new Map([...paths].map(([name, path]) => [path, name]))].flatMap(([path, name]) =>
      folderFindings(name, path, shortPath(path, env)),
    )
    return [...findings, ...routeFindings(folders.cache)]
  },
}

function folderFindings(check: string, path: string, shown: string): Finding[] {
  if (!existsSync(path)) return [ok(check, `${shown} is not there yet`)]
  if (!isWritable(path)) return [fail(check, `${shown} cannot be written`, `chmod u+rwx ${path}`)]
  const {mode, uid} = statSync(path)
  const me = process.getuid?.()
  const {bytes, files} = sizeOf(path)
  const size = `${shown}: ${Math.ceil(bytes / 1024 ** 2)} MiB in ${files >= mostFiles ? 'more than ' : ''}${files} files`
  return [
    bytes > largeBytes ? warn(check, size, check === 'cache' ? `rm -r ${path}` : 'ome plugin gc') : ok(check, size),
    ...(me !== undefined && uid !== me ? [fail(check, `${shown} belongs to another user (${uid})`)] : []),
    ...((mode & 0o022) !== 0 ? [openFolder(check, path, shown, mode)] : []),
  ]
}

const openFolder = (check: string, path: string, shown: string, mode: number): Finding => ({
  ...warn(check, `${shown} can be written by other users, who could change what runs`, `chmod go-w ${path}`),
  repair: async () => {
    chmodSync(path, mode & 0o755)
    return 'others can no longer write it'
  },
})

function routeFindings(cache: string): Finding[] {
  const path = indexPath(cache)
  const found = lstatSync(path, {throwIfNoEntry: false})
  if (!found) return []
  if (found.isSymbolicLink()) return [warn('cache', `${path} is a link; it is replaced by the next start`)]
  return decodeIndex(readFileSync(path)) ? [] : [warn('cache', `${path} is damaged; the next start makes it anew`)]
}

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK)
    return true
  } catch {
    // Whatever the reason, nothing can be kept there.
    return false
  }
}

function sizeOf(root: string): {bytes: number; files: number} {
  const open = [root]
  let bytes = 0
  let files = 0
  for (let folder = open.pop(); folder !== undefined && files < mostFiles; folder = open.pop()) {
    for (const entry of readdirSync(folder, {withFileTypes: true})) {
      const path = join(folder, entry.name)
      if (entry.isDirectory()) open.push(path)
      else {
        files += 1
        bytes += lstatSync(path, {throwIfNoEntry: false})?.size ?? 0
      }
    }
  }
  return {bytes, files}
}
