import { expect, it } from 'vitest';
import { engineEnvironment } from './environment.ts';

it('keeps what drivers, Node and the system read, and nothing else', () => {
  const kept = {
    PATH: '/bin',
    Path: 'C:\\Windows', // as Windows spells it
    HOME: '/root',
    XDG_CACHE_HOME: '/cache',
    LD_LIBRARY_PATH: '/lib',
    VK_DRIVER_FILES: '/icd.json',
    MESA_SHADER_CACHE_DISABLE: '1',
    LP_NUM_THREADS: '2',
    __GLX_VENDOR_LIBRARY_NAME: 'nvidia',
    CUDA_VISIBLE_DEVICES: '0',
    NODE_OPTIONS: '--enable-source-maps',
  };
  const dropped = {
    TRAMONTANE_API_TOKEN: 'secret',
    HF_TOKEN: 'secret',
    AWS_SECRET_ACCESS_KEY: 'secret',
    NODE_AUTH_TOKEN: 'secret',
    SOMETHING_ELSE: '1',
    UNSET: undefined,
  };
  expect(engineEnvironment({ ...kept, ...dropped })).toEqual(kept);
});
