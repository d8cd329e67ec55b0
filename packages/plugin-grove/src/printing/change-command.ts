import {withDeadline} from '@ome/sdk/deadline'
import type {Plan} from '@ome/sdk/plan'
import {changeWorld} from '../change/compose.ts'
import {followSet} from '../change/usecases/follow-set.ts'
import {setStatus} from '../look/views/set-status.ts'
import {GroveCommand, typedHere} from './grove-command.ts'

interface Followed {
  readonly namespace: string
  readonly name: string
}

interface FollowFlags {
  readonly wait?: boolean | undefined
  readonly timeout: number
  readonly output?: string | undefined
}

/** Flags of the connection say nothing about what was done, and some are secret. */
const connection =
  /^--(kubeconfig|context|cluster|user|server|token|as|as-group|as-uid|certificate-authority|tls-server-name|request-timeout)(=|$)/

/** The base of verbs that change sets. */
export abstract class ChangeCommand extends GroveCommand {
  /** Typed alone, the command shows what it takes. */
  protected readonly showsUsage: boolean = false

  protected override async _run<Result>(): Promise<Result> {
    if (!this.showsUsage || this.argv.length > 0) return await super._run()
    this.context.io.out(`${usageLines(this.ctor, this.context.bin).join('\n')}\n`)
    return undefined as Result
  }

  /** The command line, as it is kept in the cluster. */
  protected get line(): string {
    const words = this.argv.filter((word, index) => {
      const before = this.argv[index - 1] ?? ''
      return !connection.test(word) && !(connection.test(before) && !before.includes('='))
    })
    return ['ome', this.ctor.id?.replaceAll(':', ' '), ...words].join(' ')
  }

  /** The line that does what a dry run of it shows; undefined where it is none. */
  protected applyLine(flags: {readonly 'dry-run'?: string | undefined}): string | undefined {
    if ((flags['dry-run'] ?? 'none') === 'none') return undefined
    return this.line.replace(/ --dry-run(=\S+)?/, '')
  }

  /** Carries a plan out; on a terminal, or with `--wait`, its effect is followed until the set has settled. */
  protected async carryOut(
    plan: Plan,
    flags: FollowFlags & Parameters<ChangeCommand['plan']>[1],
    set: Followed,
  ): Promise<void> {
    const {applied} = await this.plan(plan, flags)
    const changes = plan.changes.some(({action}) => action !== 'unchanged')
    if (applied && changes) await this.follow(flags, set)
  }

  protected async follow(flags: FollowFlags, set: Followed): Promise<void> {
    if (!(flags.wait ?? this.context.io.isTTY)) return
    const world = await changeWorld(this.context)
    const waiting = {
      what: `${set.name} to settle`,
      hint: `see what blocks it: ome grove status ${set.name} -n ${set.namespace}`,
    }
    const {signal} = this.context
    const states = withDeadline(followSet(world, set, signal), {ms: flags.timeout, signal}, waiting)
    await this.watch(setStatus, states, flags.output)
  }
}

/** What a command is for, and lines that can be typed. */
function usageLines(
  {id = '', summary = '', examples = [], args}: ChangeCommand['ctor'],
  bin: string,
): readonly string[] {
  const words = id.replaceAll(':', ' ')
  const lines = examples.map((example) => (typeof example === 'string' ? example : example.command))
  const typed = lines.map((line) => line.replace('<%= config.bin %>', 'ome').replace('<%= command.id %>', words))
  const usage = ['ome', words, ...Object.keys(args).map((name) => name.toUpperCase()), '[flags]'].join(' ')
  const shown = typed.map((line) => `  $ ${line}`)
  const all = [summary, '', 'USAGE', `  $ ${usage}`, '', 'EXAMPLES', ...shown, '', `all flags: ome ${words} --help`]
  return all.map((line) => typedHere(bin, line))
}
