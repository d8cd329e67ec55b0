import {execFileSync} from 'node:child_process'
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'

/** A bare repository on disk and a checkout of another person. */
export class Remote {
  readonly root = mkdtempSync(join(tmpdir(), 'ome-remote-'))
  readonly url = join(this.root, 'config.git')
  readonly other = join(this.root, 'other')

  constructor() {
    this.git(['init', '--quiet', '--bare', '--initial-branch=main', this.url], this.root)
  }

  git(words: readonly string[], cwd = this.other): string {
    const env = {...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null'}
    return execFileSync('git', ['-c', 'user.name=o', '-c', 'user.email=o@example.com', ...words], {
      cwd,
      env,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    })
  }

  /** Another person changes files and pushes; undefined removes one. */
  push(files: Readonly<Record<string, string | undefined>>): void {
    rmSync(this.other, {recursive: true, force: true})
    this.git(['clone', '--quiet', this.url, this.other], this.root)
    for (const [path, text] of Object.entries(files)) {
      if (text === undefined) rmSync(join(this.other, path))
      else {
        mkdirSync(join(this.other, path, '..'), {recursive: true})
        writeFileSync(join(this.other, path), text)
      }
    }
    this.git(['add', '-A'])
    this.git(['commit', '--quiet', '-m', 'change'])
    this.git(['push', '--quiet', 'origin', 'HEAD:main'])
  }

  read(path: string): string {
    return this.git(['show', `main:${path}`], this.url)
  }

  stop(): void {
    rmSync(this.root, {recursive: true, force: true})
  }
}
