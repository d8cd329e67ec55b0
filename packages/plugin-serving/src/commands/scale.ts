import {scale} from '../deploy/needs.ts'
import {scaleWithOme} from '../deploy/printing/scale-with-ome.ts'
import {refuseOtherFlags} from '../domain/backend.ts'
import {scaleFlags, scaleFlagsOf, servedCompletions, serviceOperand} from '../flags.ts'
import {scaleWithKaito} from '../kaito-change/printing/scale-with-kaito.ts'
import {backendsOf} from '../kaito-observe/compose.ts'
import {ServingCommand} from '../printing/serving-command.ts'
import {chooseTarget} from '../usecases/choose-backend.ts'

export default class Scale extends ServingCommand {
  static override summary = 'Change how many replicas a service has'
  static override description =
    '--replicas fixes the number; --min and --max let an autoscaler choose between them. --replicas 0 stops the service, a later scale wakes it. KAITO scales InferenceSets: --convert makes one of a Workspace, beside it.'
  static override examples = [
    '<%= config.bin %> scale service chat --replicas 3',
    '<%= config.bin %> scale service chat --min 1 --max 5',
    '<%= config.bin %> scale service chat --replicas 0 --yes',
  ]
  static override args = serviceOperand
  static override flags = scaleFlags
  static override needs = scale
  static override risk = 'write' as const
  static override completions = servedCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(Scale)
    const namespace = flags.namespace ?? (await this.context.namespace())
    const words = [args.service, args.name]
    const question = {verb: 'scale', words, namespace, backend: flags.backend}
    const target = await chooseTarget(await backendsOf(this.context), {
      ...question,
      nouns: ['workspace', 'inferenceset'],
    })
    refuseOtherFlags(target.backend, flags, scaleFlagsOf)
    const component = flags.component ?? 'engine'
    if (target.backend === 'kaito') await scaleWithKaito(this.stage, target, namespace, flags)
    else await scaleWithOme(this.stage, {...flags, component, name: target.name, namespace})
  }
}
