import {componentOf} from '../../domain/kubeflow-kind.ts'
import {type Detection, kindsOf} from '../../domain/served.ts'
import {
  type ControllerStore,
  type HealthComponent,
  type HealthRow,
  healthComponents,
  healthRows,
} from '../domain/controller.ts'

/** Health of one component, or of all. */
export async function seeHealth(
  ports: {readonly detection: Detection; readonly controllers: ControllerStore},
  asked?: HealthComponent,
): Promise<readonly HealthRow[]> {
  const [served, controllers] = await Promise.all([ports.detection.served(), ports.controllers.list()])
  const versions = (component: HealthComponent): readonly string[] => {
    const own = componentOf(component)
    const kinds = own === undefined ? [] : kindsOf(served, own)
    return kinds.map(({resource}) => `${resource.plural} ${served.versions(resource).join(',')}`)
  }
  const wanted = asked === undefined ? healthComponents : [asked]
  return wanted.flatMap((component) => healthRows(component, controllers, versions(component)))
}
