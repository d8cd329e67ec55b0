import type {Component} from '../../domain/kubeflow-kind.ts'
import {listObjects, type Reading} from '../../usecases/list-objects.ts'
import type {ComponentInfo} from '../domain/component-info.ts'
import type {ControllerStore} from '../domain/controller.ts'
import {seeHealth} from './see-health.ts'

export async function seeComponent(
  ports: Reading & {readonly controllers: ControllerStore},
  component: Component,
  namespace: string,
): Promise<ComponentInfo> {
  const [{objects}, health] = await Promise.all([
    listObjects(ports, {component, namespace}),
    seeHealth(ports, component),
  ])
  return {component, namespace, health, objects}
}
