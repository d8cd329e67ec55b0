import {componentOf} from '../../domain/kubeflow-kind.ts'
import type {ComponentInfo} from '../domain/component-info.ts'
import type {ControllerStore, HealthComponent} from '../domain/controller.ts'
import {listStates, type StatePorts} from './list-states.ts'
import {seeHealth} from './see-health.ts'

export async function seeComponent(
  ports: StatePorts & {readonly controllers: ControllerStore},
  component: HealthComponent,
  namespace: string,
): Promise<ComponentInfo> {
  const own = componentOf(component)
  const [found, health] = await Promise.all([
    own && listStates(ports, {component: own, namespace}),
    seeHealth(ports, component),
  ])
  return {component, namespace, health, ...(found && {objects: found.objects})}
}
