import {OmeError} from '@ome/sdk/errors'
import {continueRights, driverRights, holdRights, scaleRights, templateRights} from '../../change/needs.ts'
import {setCompletions, setName} from '../../flags.ts'
import {readHealth, readTopology, watchHealth, watchTopology} from '../../needs.ts'
import {GroveCommand} from '../../printing/grove-command.ts'
import {screen} from '../../tui/compose.ts'
import {tuiFlags} from '../../tui/flags.ts'
import {maybe, readOne} from '../../tui/needs.ts'
import {Arborist} from '../../tui/printing/arborist.ts'

const changes = maybe([...scaleRights, ...templateRights, ...driverRights, ...continueRights, ...holdRights])

export default class GroveTui extends GroveCommand {
  static override summary = 'Look at sets, gangs and pods on the whole screen, and change them'
  static override description =
    'Arborist: go down from all sets to the YAML of a pod with Enter, back with Esc; ? shows all keys. Changes show the plan of the command of the same name and wait for y.'
  static override examples = [
    '<%= config.bin %> grove tui --namespace prod',
    '<%= config.bin %> grove tui my-inference --namespace prod --read-only',
  ]
  static override args = setName
  static override flags = tuiFlags
  static override needs = [...readHealth, ...readTopology, ...watchHealth, ...watchTopology, ...readOne, ...changes]
  static override risk = 'write' as const
  static override completions = setCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(GroveTui)
    const {context} = this
    const {io} = context
    if (!(io.draws ?? io.isTTY) || !io.canPrompt)
      throw new OmeError('usage', 'there is no terminal to draw on', ['what a pipe can show: ome grove status -w'])
    const {namespace} = await this.scopeOf(flags)
    const terminal = screen(context, {mouse: !flags['no-mouse']})
    const ascii = flags.ascii || !io.unicode
    const {kubeconfig} = flags
    const options = {name: args.name, namespace, kubeconfig, readOnly: flags['read-only'], ascii}
    const page = new Arborist(context, terminal, options)
    if (await page.run()) this.exit(130)
  }
}
