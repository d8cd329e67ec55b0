import {Flags, OmeCommand} from '@ome/sdk/command'
import {applyFlag, gateCompletions, gateOperand} from '../../gates/flags.ts'
import {readsGates} from '../../gates/needs.ts'
import {turnGate} from '../../gates/printing.ts'

export default class FeaturesEnable extends OmeCommand {
  static override summary = 'Turn a gate of the KAITO operator on: print the command of helm that does'
  static override description =
    'A gate switches more than an argument of the operator, so the Deployment is never patched; the Helm release is upgraded with its own values. --apply runs the command.'
  static override examples = ['<%= config.bin %> features enable ModelMirror']
  static override args = gateOperand
  static override flags = {
    ...applyFlag,
    yes: Flags.boolean({char: 'y', description: 'do not ask', env: 'OME_YES'}),
  }
  static override needs = readsGates
  static override risk = 'admin' as const
  static override completions = gateCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(FeaturesEnable)
    await turnGate(this.context, args.gate, true, {...flags, note: (text) => this.note(text)})
  }
}
