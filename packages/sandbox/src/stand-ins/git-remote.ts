import {mkdir, mkdtemp, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import type {StandIn} from './stand-in.ts'

const prefix = 'git@github.com:org/'
const repository = 'ome-config.git'

/** The empty repository `git@github.com:org/ome-config.git`: a bare one on disk to which git is pointed by its own configuration. */
export const gitRemote: StandIn = {
  name: 'git',
  async start() {
    const folder = await mkdtemp(join(tmpdir(), 'ome-sandbox-git-'))
    await bareRepository(join(folder, repository))
    const base = `${folder}/`
    return {
      url: `file://${base}`,
      env: {GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: `url.${base}.insteadOf`, GIT_CONFIG_VALUE_0: prefix},
      close: () => rm(folder, {recursive: true, force: true}),
    }
  },
}

/** What `git init --bare` makes, without git: gitrepository-layout of git 2. */
async function bareRepository(path: string): Promise<void> {
  for (const folder of ['objects/info', 'objects/pack', 'refs/heads', 'refs/tags']) {
    await mkdir(join(path, folder), {recursive: true})
  }
  await writeFile(join(path, 'HEAD'), 'ref: refs/heads/main\n')
  await writeFile(join(path, 'config'), '[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = true\n')
}
