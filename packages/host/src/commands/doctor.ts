import {Flags, OmeCommand} from '@ome/sdk/command'
import {OmeError} from '@ome/sdk/errors'
import {output} from '@ome/sdk/flags'
import {parseFormat} from '@ome/sdk/format'
import {writeBundle} from '../doctor/bundle/write-bundle.ts'
import {findingLines, findingList, findingText} from '../doctor/doctor-view.ts'
import {examine, repairAll} from '../doctor/examine.ts'
import type {Scene} from '../doctor/finding.ts'
import {probes} from '../doctor/probes.ts'
import {plugins} from '../ownership/compose.ts'

export default class Doctor extends OmeCommand {
  static override summary = 'Check this installation, its plugins, registries and clusters'
  static override description = 'Ends with 3 when something fails. A bundle for a bug report holds no secrets.'
  static override examples = ['<%= config.bin %> <%= command.id %>', '<%= config.bin %> <%= command.id %> --fix']
  static override flags = {
    ...output,
    fix: Flags.boolean({description: 'put right what can be put right without harm'}),
    bundle: Flags.string({description: 'write a tar.gz for a bug report', helpValue: 'FILE'}),
  }
  static override needs = []
  static override risk = 'write' as const
  static override completions = {flags: {bundle: {files: []}}}

  async run(): Promise<void> {
    const {flags} = await this.parse(Doctor)
    const known = plugins(this.context)
    known.catch(() => undefined)
    const scene: Scene = {context: this.context, program: process.argv[1] ?? '', plugins: () => known}
    const found = await examine(probes, scene)
    const findings = flags.fix ? await repairAll(found, this.context) : found

    if (parseFormat(flags.output).type === 'human') this.render(findingText, findingLines(findings))
    else this.render(findingList, findings, flags.output)
    if (flags.bundle !== undefined) await this.bundle(flags.bundle, findings, scene)
    const failed = findings.filter(({status}) => status === 'fail').length
    if (failed > 0)
      throw new OmeError('unmet', `${failed} of ${findings.length} checks failed`, [
        'what can be put right without harm: ome doctor --fix',
      ])
  }

  private async bundle(file: string, ...given: readonly [Parameters<typeof writeBundle>[1], Scene]): Promise<void> {
    const {path, files, bytes} = await writeBundle(file, ...given)
    this.note(
      `${path} written: ${files} files, ${Math.ceil(bytes / 1024)} KiB, without secrets; look at it before you send it`,
    )
  }
}
