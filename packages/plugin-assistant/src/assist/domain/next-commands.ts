import type {PlannedStep} from './step.ts'

/** What a person does after a plan was carried out, as command lines. */
export function nextCommands(bin: string, steps: readonly PlannedStep[]): readonly string[] {
  const lines = steps.flatMap((step) => nextOf(step).map((words) => `${bin} ${words}`))
  return [...new Set(lines)].slice(0, 4)
}

function nextOf({command, changes}: PlannedStep): readonly string[] {
  const services = changes.filter(({object}) => object.kind.toLowerCase() === 'inferenceservice')
  const [service] = services
  const gone = changes.find(({action}) => action === 'delete')
  if (gone) return ['get services']
  if (!service)
    return command.startsWith('tune') ? ['tune list'] : command.startsWith('import') ? ['models status'] : []
  const {name, namespace} = service.object
  const place = namespace === undefined || namespace === 'default' ? '' : ` -n ${namespace}`
  const status = `status service ${name}${place} --watch`
  if (service.action === 'create')
    return [status, `url service ${name}${place}`, `benchmark service ${name}${place} --requests 100`]
  return [status]
}
