import {basename} from 'node:path'
import {OmeError} from '@ome/sdk/errors'
import {type Run, runProgram} from './scripts.ts'

/** Uploads an archive to an npm registry by npm itself, with the token of the person's .npmrc. */
export async function upload(archive: string, registry: string, around: Run): Promise<string> {
  const printed: string[] = []
  const run = {...around, onText: (text: string) => void printed.push(text)}
  const args = ['publish', archive, '--registry', registry, '--ignore-scripts', '--loglevel=error']
  const code = await runProgram('npm', args, run)
  if (code === 0) return `${basename(archive)} uploaded to ${registry}`
  const text = printed.join('')
  around.onText(text)
  if (/E(401|403|NEEDAUTH)/.test(text))
    throw new OmeError('denied', `${registry} does not let you publish`, [`npm login --registry ${registry}`])
  if (/E409|EPUBLISHCONFLICT|previously published/.test(text))
    throw new OmeError('conflict', `${registry} has this version already`, ['raise the version in package.json'])
  throw new OmeError('failed', `${registry} did not take ${basename(archive)}: npm ended with code ${code}`)
}
