import {existsSync} from 'node:fs'
import {mkdtemp, readdir, rm, stat} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {dirname, join, resolve} from 'node:path'
import {pathToFileURL} from 'node:url'
import type {Context} from '@ome/sdk/context'
import {OmeError} from '@ome/sdk/errors'
import {gitProgram} from '@ome/sdk/git-program'
import type {Manifest} from '@ome/sdk/manifest'
import {readManifests} from '@ome/sdk/manifest-files'

type World = Pick<Context, 'env' | 'cwd' | 'signal' | 'now' | 'io'>

export interface Source {
  readonly repo: string
  /** Branch or tag. */
  readonly ref?: string | undefined
  /** Its folders too; hidden ones belong to tools. */
  readonly recursive: boolean
}

/**
 * Manifests of a folder, or of a branch or tag of a git repository: the files at its top, or all. Throws `usage` for
 * kustomizations and for what is neither, `unreachable` for a remote that does not answer.
 */
export async function manifestsOf(source: Source, world: World): Promise<readonly Manifest[]> {
  const {repo, ref} = source
  const folder = resolve(world.cwd, repo)
  const isFolder = existsSync(folder) && (await stat(folder)).isDirectory()
  if (ref !== undefined && !/^[\w][\w./-]*$/.test(ref))
    throw new OmeError('usage', `"${ref}" is no branch or tag`, ['for example -b main'])
  const isBare = isFolder && existsSync(join(folder, 'HEAD')) && existsSync(join(folder, 'objects'))
  if (isFolder && !isBare && ref === undefined) return await read(folder, source, world)
  if (isFolder && !isBare && !existsSync(join(folder, '.git')))
    throw new OmeError('usage', `${repo} is no git repository, so it has no branch ${ref}`, ['leave -b out'])
  if (!isFolder && !isAddress(repo))
    throw new OmeError('not-found', `${repo} is no folder here and no address of a git repository`, [
      'for example -r ./manifests, or -r https://git.example.com/team/project.git -b main',
    ])
  return await cloned(isFolder ? pathToFileURL(folder).href : repo, source, world)
}

const isAddress = (text: string): boolean => /^[a-z]+:\/\/./.test(text) || /^[\w.-]+@[\w.-]+:./.test(text)

async function cloned(address: string, source: Source, world: World): Promise<readonly Manifest[]> {
  const {ref} = source
  const folder = await mkdtemp(join(tmpdir(), 'ome-project-'))
  try {
    const {env, signal, now} = world
    const git = gitProgram({folder, env, signal, now})
    const branch = ref === undefined ? [] : [`--branch=${ref}`]
    // A link of somebody's repository would bring files of this machine: it stays the text it is.
    const plain = ['-c', 'core.symlinks=false']
    await git(['clone', '--depth=1', '--no-tags', ...plain, ...branch, '--', address, 'files'], {remote: true})
    return await read(join(folder, 'files'), source, world)
  } finally {
    await rm(folder, {recursive: true, force: true})
  }
}

async function read(folder: string, {repo, recursive}: Source, {io}: World): Promise<readonly Manifest[]> {
  const names = (await readdir(folder, {recursive})).filter((name) => !/(^|\/)\.[^/]+\//.test(name)).sort()
  const kustomization = names.find((name) => /(^|\/)kustomization(\.ya?ml)?$/i.test(name))
  if (kustomization !== undefined) {
    const built = join(repo, dirname(kustomization))
    throw new OmeError('usage', `${built} is a kustomization, which has to be built first`, [
      'build it, and name the folder of what comes out: kubectl kustomize DIR',
    ])
  }
  const paths = names.filter((name) => /\.(ya?ml|json)$/.test(name))
  if (paths.length === 0)
    throw new OmeError('usage', `${repo} holds no YAML${recursive ? '' : ' at its top'}`, [
      'name the folder that holds the manifests',
      ...(recursive ? [] : ['or look into its folders too: --recursive']),
    ])
  const found = await readManifests(paths, {stdin: io.stdin, cwd: folder})
  return found.map(({object, source}) => ({object, source: join(repo, source)}))
}
