import type {Runtime} from '@ome/inference-model/runtime'
import {age, formatBytes} from '@ome/sdk/units'
import type {View} from '@ome/sdk/view'

export const runtimeList: View<readonly Runtime[]> = {
  kind: 'RuntimeList',
  columns: [
    {header: 'NAMESPACE', value: ({namespace}) => namespace, onlyAllNamespaces: true},
    {header: 'NAME', value: ({name}) => name},
    {header: 'SCOPE', value: ({scope}) => scope},
    {header: 'ENGINE', rank: 2, value: ({engine}) => engine},
    {header: 'ARCHITECTURE', value: ({architectures}) => shortened(architectures)},
    {header: 'SIZE', rank: 1, value: ({sizeRange}) => sizeRange && `${sizeRange.min ?? ''}-${sizeRange.max ?? ''}`},
    {header: 'GPUS', rank: 3, value: ({gpus}) => gpus},
    {header: 'AUTO', rank: 1, value: ({autoSelect, disabled}) => (disabled ? 'disabled' : autoSelect ? 'yes' : 'no')},
    {header: 'AGE', value: ({createdAt}, page) => age(createdAt, page.now)},
    {header: 'MODE', value: ({mode}) => mode, wide: true},
    {header: 'MEMORY', value: ({memoryBytes}) => formatBytes(memoryBytes), wide: true},
    {header: 'IMAGE', value: ({image}) => image, wide: true},
  ],
  json: runtimeFace,
  name: ({kind, name}) => `${kind.toLowerCase()}.ome.io/${name}`,
  empty: 'no runtimes found',
}

const shortened = ([first, ...more]: readonly string[]): string | undefined =>
  first !== undefined && more.length > 0 ? `${first},+${more.length}` : first

/** The documented JSON shape of a runtime. */
export function runtimeFace(runtime: Runtime): Record<string, unknown> {
  return {
    name: runtime.name,
    namespace: runtime.namespace ?? null,
    scope: runtime.scope,
    engine: runtime.engine,
    mode: runtime.mode,
    architectures: runtime.architectures,
    quantizations: runtime.quantizations,
    sizeRange: runtime.sizeRange ?? null,
    acceleratorClasses: runtime.acceleratorClasses,
    gpus: runtime.gpus,
    gpusPerPod: runtime.gpusPerPod,
    memoryBytes: runtime.memoryBytes,
    autoSelect: runtime.autoSelect,
    disabled: runtime.disabled,
    hasRouter: runtime.hasRouter,
    hasDecoder: runtime.hasDecoder,
    image: runtime.image ?? null,
    createdAt: runtime.createdAt ?? null,
  }
}
