// What `tramontane doctor` says about what it found. No measuring here: facts in, findings out.
import type { DeviceSpeed } from '../bench/device-speed.ts';
import type { PhysicalDevice } from '../vulkan/physical-device.ts';
import { size } from './progress.ts';

export interface Finding {
  /** What was looked at, such as `driver`. */
  readonly subject: string;
  /** `slow`: it works, but could be better; `broken`: no model can be served. */
  readonly state: 'good' | 'slow' | 'broken';
  readonly found: string;
  /** What to do; absent where there is nothing to do. */
  readonly advice?: string | undefined;
}

/** Below this share of a copy's speed decoding is slower than on devices that were measured. */
const goodShare = 0.3;

export function nodeFinding(version: string, platform: string, arch: string): Finding {
  const [major = 0] = version.replace(/^v/, '').split('.').map(Number);
  const isOld = major < 22;
  return {
    subject: 'node',
    state: 'good',
    found: `${version} on ${platform} ${arch}`,
    advice: isOld ? `Node ${major} gets no fixes any more; a newer one runs Tramontane too` : undefined,
  };
}

/** The devices, each with why it cannot be used. */
export function devicesFinding(devices: readonly PhysicalDevice[], chosen: PhysicalDevice): Finding {
  const { name, type, driver, apiVersion } = chosen;
  const others = devices.filter((device) => device !== chosen).map(otherDevice);
  return {
    subject: 'device',
    state: type === 'cpu' ? 'slow' : 'good',
    found: [`${name} (${[type, `Vulkan ${apiVersion}`, driver].filter(Boolean).join(', ')})`, ...others].join(
      '; also ',
    ),
    advice:
      type === 'cpu' ? 'this is a software device; if the machine has a GPU, install its Vulkan driver' : undefined,
  };
}

function otherDevice({ name, missing }: PhysicalDevice): string {
  return missing.length === 0 ? name : `${name}, which lacks ${missing.join(', ')}`;
}

export function limitsFinding({
  memoryBytes,
  limits,
  subgroupSize,
  hasIntegerDot,
  matrixShapes,
}: PhysicalDevice): Finding {
  const shapes = matrixShapes.map(({ m, n, k }) => `${m}x${n}x${k}`);
  return {
    subject: 'limits',
    state: 'good',
    found: [
      `${size(memoryBytes)} of memory`,
      `buffers to ${size(limits.maxBufferBytes)}`,
      `${size(limits.maxSharedMemoryBytes)} shared`,
      `subgroups of ${subgroupSize}`,
      hasIntegerDot ? 'integer dot products' : 'no integer dot products',
      shapes.length > 0 ? `matrix cores ${shapes[0]}` : 'no matrix cores',
    ].join(', '),
  };
}

export interface SelfTestFacts {
  readonly flavour: string;
  readonly activations: string;
  readonly loadMs: number;
  /** What the engine had to give up on this driver. */
  readonly notices: readonly string[];
}

export function selfTestFinding({ flavour, activations, loadMs, notices }: SelfTestFacts): Finding {
  const found = `kernels compute as they should (${flavour}, ${activations} activations), ready in ${(loadMs / 1000).toFixed(1)} s`;
  const isGiven = notices.length > 0;
  return {
    subject: 'self-test',
    state: isGiven ? 'slow' : 'good',
    found: [found, ...notices].join('; '),
    advice: isGiven ? 'a newer driver may compute correctly what had to be left out' : undefined,
  };
}

export function speedFinding(speed: DeviceSpeed, type: PhysicalDevice['type']): Finding {
  const { tokensPerSecond, bytesPerToken, decodeBandwidth, copyBandwidth } = speed;
  const share = decodeBandwidth / copyBandwidth;
  const isSlow = type !== 'cpu' && share < goodShare;
  const whole = decodeBandwidth / mistral7bBytes;
  return {
    subject: 'speed',
    state: isSlow ? 'slow' : 'good',
    found:
      `reads weights at ${gigabytes(decodeBandwidth)}, ${Math.round(share * 100)} % of a copy (${gigabytes(copyBandwidth)}); ` +
      `${tokensPerSecond.toFixed(1)} tokens/s of ${size(bytesPerToken)} each, so about ${whole.toFixed(1)} for Mistral 7B in Q4_0`,
    advice: isSlow
      ? 'close other programs that use the device; run `npm run gpu:report` in a clone for more'
      : undefined,
  };
}

/** Weights of Mistral 7B in Q4_0 that a token reads. */
const mistral7bBytes = 4.0e9;

function gigabytes(bytesPerSecond: number): string {
  return `${(bytesPerSecond / 1e9).toFixed(1)} GB/s`;
}

/** The findings as lines of a report, each with its advice below it. */
export function findingsText(findings: readonly Finding[]): string {
  const marks = { good: 'ok  ', slow: 'slow', broken: 'FAIL' };
  const width = Math.max(...findings.map(({ subject }) => subject.length));
  return findings
    .flatMap(({ subject, state, found, advice }) => [
      `${marks[state]}  ${subject.padEnd(width)}  ${found}`,
      ...(advice === undefined ? [] : [`${' '.repeat(width + 8)}-> ${advice}`]),
    ])
    .join('\n');
}
