import {spawn} from 'node:child_process'
import {platform as current} from 'node:os'
import type {PageOpener} from '../domain/page-opener.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** By the program that the system has for it, without a shell in between. */
export const pageOpener = (env: Environment, platform: NodeJS.Platform = current()): PageOpener => ({
  async open(url) {
    if (!/^https?:\/\//.test(url)) return 'it is no http address'
    // Without a screen xdg-open would start a browser in the terminal itself.
    if (platform === 'linux' && !env['DISPLAY'] && !env['WAYLAND_DISPLAY']) return 'this machine has no screen'
    const [program, ...words] = openers[platform] ?? ['xdg-open']
    return await started(program, [...words, url], env)
  },
})

const openers: Readonly<Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>>> = {
  darwin: ['open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
}

/** It goes on by itself: the command does not wait for the browser, and ends without it. */
function started(program: string, words: readonly string[], env: Environment): Promise<string | undefined> {
  const child = spawn(program, words, {env: {...env}, stdio: 'ignore', detached: true})
  return new Promise((resolve) => {
    child.once('spawn', () => {
      child.unref()
      resolve(undefined)
    })
    child.once('error', (error) => resolve(`${program} cannot be started: ${error.message}`))
  })
}
