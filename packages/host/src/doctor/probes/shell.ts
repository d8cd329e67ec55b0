import {existsSync, readFileSync} from 'node:fs'
import {basename, join} from 'node:path'
import {homeOf} from '../../context/folders.ts'
import {ok, type Probe, warn} from '../finding.ts'

interface Shell {
  /** Files that shells load completions from, or in which people ask for them. */
  readonly places: readonly string[]
  readonly install: string
}

const shells = (home: string): Readonly<Record<string, Shell>> => ({
  bash: {
    places: [
      join(home, '.local/share/bash-completion/completions/ome'),
      '/etc/bash_completion.d/ome',
      '/usr/share/bash-completion/completions/ome',
      join(home, '.bashrc'),
      join(home, '.bash_profile'),
    ],
    install: 'ome completion bash > ~/.local/share/bash-completion/completions/ome',
  },
  zsh: {
    places: [join(home, '.zsh/completions/_ome'), '/usr/local/share/zsh/site-functions/_ome', join(home, '.zshrc')],
    install: 'ome completion zsh > ~/.zsh/completions/_ome',
  },
  fish: {
    places: [join(home, '.config/fish/completions/ome.fish')],
    install: 'ome completion fish > ~/.config/fish/completions/ome.fish',
  },
})

/** Whether the person's shell completes `ome`, as far as its usual places tell. */
export const completionProbe: Probe = {
  title: 'completion',
  async run({context: {env}}) {
    const name = basename(env['SHELL'] ?? '')
    const shell = shells(homeOf(env))[name]
    if (!shell) return []
    const found = shell.places.find((path) => existsSync(path) && /\bome\b/.test(readFileSync(path, 'utf8')))
    return [
      found
        ? ok('completion', `${name}: ${found}`)
        : warn('completion', `${name} does not complete ome`, shell.install),
    ]
  },
}
