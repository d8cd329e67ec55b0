import {existsSync, readFileSync, writeFileSync} from 'node:fs'
import {arch, platform, release} from 'node:os'
import {resolve} from 'node:path'
import {buffer} from 'node:stream/consumers'
import {gzipSync} from 'node:zlib'
import {lockPath} from '@ome/installer/install/lock'
import {npmrcPath} from '@ome/installer/registry/npmrc'
import type {Context} from '@ome/sdk/context'
import {isOmeError, OmeError} from '@ome/sdk/errors'
import type {Kubeconfig} from '@ome/sdk/kubeconfig'
import {redact} from '@ome/sdk/text'
import {kubeconfigOf} from '../../clusters/known-contexts.ts'
import {homeOf} from '../../context/folders.ts'
import {listCommands} from '../../ownership/listed-commands.ts'
import {aliasesOf} from '../../routes/expand-alias.ts'
import {indexInUse} from '../../routes/route-index.ts'
import {findingList} from '../doctor-view.ts'
import type {Finding, Scene} from '../finding.ts'
import {hidden, knownSecrets, safeConfig, safeEnvironment, safeKubeconfig, safeNpmrc} from './safe-texts.ts'

export interface WrittenBundle {
  readonly path: string
  readonly files: number
  readonly bytes: number
}

/** Writes what a bug report needs as tar.gz, without secrets. Throws `conflict` rather than replace a file. */
export async function writeBundle(file: string, findings: readonly Finding[], scene: Scene): Promise<WrittenBundle> {
  const path = resolve(scene.context.cwd, file)
  if (existsSync(path))
    throw new OmeError('conflict', `${path} is there already`, ['name another file'], {object: path})
  const texts = await bundleTexts(findings, scene)
  const archive = gzipSync(await packed(texts, scene.context.now()))
  try {
    writeFileSync(path, archive, {mode: 0o600, flag: 'wx'})
  } catch (cause) {
    throw new OmeError(
      'failed',
      `${path} cannot be written: ${cause instanceof Error ? cause.message : String(cause)}`,
      [],
      {cause, object: path},
    )
  }
  return {path, files: texts.size, bytes: archive.length}
}

/** The files of a bundle by name. */
export async function bundleTexts(
  findings: readonly Finding[],
  {context, plugins}: Scene,
): Promise<Map<string, string>> {
  const {env, folders} = context
  const index = indexInUse(folders.cache)
  const kubeconfig = await readableKubeconfig(context)
  const npmrc = readIfThere(npmrcPath(env))
  const known = await plugins()
  const files: Readonly<Record<string, unknown>> = {
    'findings.json': findings.map((finding) => findingList.json?.(finding)),
    'system.json': {
      ome: index.version,
      node: process.versions.node,
      platform: platform(),
      arch: arch(),
      release: release(),
    },
    'config.json': index.configError ? {problem: index.configError.message} : safeConfig(index.config, index),
    'kubeconfig.json': kubeconfig ? safeKubeconfig(kubeconfig) : {problem: 'cannot be read'},
    'environment.json': safeEnvironment(env),
    'npmrc.json': safeNpmrc(npmrc),
    'plugins.json': known.described.map(({plugin: {name, version, origin, blocked, hostApi}}) => ({
      name,
      version,
      origin,
      blocked,
      hostApi,
    })),
    'conflicts.json': listCommands(known, {conflicts: true, all: false}, () => '?'),
    'registries.json': known.registries.open.map(({source, index: {serial}, expires}) => ({
      id: source.id,
      serial,
      expires,
    })),
    'plugins.lock.json': JSON.parse(readIfThere(lockPath(folders.data)) || '{}'),
  }
  const secrets = knownSecrets({kubeconfig, env, npmrc, aliases: Object.values(aliasesOf(index))})
  const clean = cleaner(secrets, homeOf(env))
  return new Map(
    Object.entries(files).map(([name, content]) => [name, `${clean(JSON.stringify(content, undefined, 2))}\n`]),
  )
}

/** The last net: no known secret, no credential of a URL and no home folder in any text. */
const cleaner =
  (secrets: readonly string[], home: string) =>
  (text: string): string => {
    const without = secrets.reduce((left, secret) => left.replaceAll(JSON.stringify(secret).slice(1, -1), hidden), text)
    return redact(without).replaceAll(`${home}/`, '~/')
  }

async function readableKubeconfig(context: Context): Promise<Kubeconfig | undefined> {
  try {
    return await kubeconfigOf(context)
  } catch (error) {
    if (isOmeError(error)) return undefined
    throw error
  }
}

const readIfThere = (path: string): string => (existsSync(path) ? readFileSync(path, 'utf8') : '')

async function packed(texts: ReadonlyMap<string, string>, now: Date): Promise<Buffer> {
  const {pack} = await import('tar-stream')
  const tar = pack()
  for (const [name, text] of texts) tar.entry({name: `ome-report/${name}`, mode: 0o600, mtime: now}, text)
  tar.finalize()
  return buffer(tar)
}
