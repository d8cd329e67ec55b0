import {bashScript} from './bash.ts'
import {fishScript} from './fish.ts'
import {powershellScript} from './powershell.ts'
import {zshScript} from './zsh.ts'

export const shells = ['bash', 'zsh', 'fish', 'powershell'] as const
export type Shell = (typeof shells)[number]

const scripts: Readonly<Record<Shell, (programs: readonly string[], name: string) => string>> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
  powershell: powershellScript,
}

/** The script that makes a shell ask `__complete` of these programs, which are one. */
export const completionScript = (shell: Shell, programs: readonly string[]): string =>
  scripts[shell](programs, (programs[0] ?? '').replaceAll(/\W/g, '_'))
