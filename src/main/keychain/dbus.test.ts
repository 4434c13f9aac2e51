import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { busSockets } from './dbus';
import { encodeCall, METHOD_CALL, MessageReader } from './dbus-wire';

// Seconds on an idle machine; a busy one must not make it fail.
vi.setConfig({ testTimeout: 60_000 });

const call = (signature: string, args: readonly unknown[]): Buffer =>
  encodeCall({
    serial: 7,
    flags: 2,
    destination: 'org.example.Name',
    path: '/org/example',
    interface: 'org.example.I',
    member: 'Do',
    signature,
    args,
  });

describe('D-Bus messages', () => {
  it('are written as the specification lays them out', () => {
    // `Hello`, the first call of every client, laid out by hand.
    const hello = encodeCall({
      serial: 1,
      flags: 0,
      destination: 'org.freedesktop.DBus',
      path: '/org/freedesktop/DBus',
      interface: 'org.freedesktop.DBus',
      member: 'Hello',
      signature: '',
      args: [],
    });
    const field = (code: number, type: string, text: string): Buffer => {
      const length = Buffer.alloc(4);
      length.writeUInt32LE(text.length);
      const bytes = Buffer.concat([Buffer.from([code, 1]), Buffer.from(`${type}\0`), length, Buffer.from(`${text}\0`)]);
      return Buffer.concat([bytes, Buffer.alloc((8 - (bytes.length % 8)) % 8)]);
    };
    const fields = [
      field(1, 'o', '/org/freedesktop/DBus'),
      field(2, 's', 'org.freedesktop.DBus'),
      field(3, 's', 'Hello'),
      field(6, 's', 'org.freedesktop.DBus'),
    ];
    const all = Buffer.concat(fields);
    // The length of the array of fields does not count the padding after the last one.
    const length = all.length - ((8 - ((4 + 4 + 'org.freedesktop.DBus'.length + 1) % 8)) % 8);
    const head = Buffer.from([0x6c, 1, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, length & 255, length >> 8, 0, 0]);
    expect(hello.equals(Buffer.concat([head, all]))).toBe(true);
  });

  it('are read back whole, however the stream is cut', () => {
    const args = fc.tuple(
      fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll('\0', '')),
      fc.nat(),
      fc.boolean(),
      fc.array(fc.string({ unit: 'grapheme-ascii' })),
      fc.dictionary(fc.string({ minLength: 1, unit: 'grapheme-ascii' }), fc.string({ unit: 'grapheme-ascii' }), { noNullPrototype: true }),
    );
    fc.assert(
      fc.property(fc.array(args, { minLength: 1, maxLength: 3 }), fc.array(fc.integer({ min: 1, max: 50 })), (calls, cuts) => {
        const stream = Buffer.concat(calls.map((each) => call('subasa{ss}', each)));
        const reader = new MessageReader();
        const messages = [];
        let at = 0;
        for (const size of cuts) {
          messages.push(...reader.push(stream.subarray(at, at + size)));
          at = Math.min(stream.length, at + size);
        }
        messages.push(...reader.push(stream.subarray(at)));
        const plain = calls.map(([text, number, flag, list, table]) => [text, number, flag, list, Object.entries(table)]);
        expect(messages.map((message) => message.body)).toEqual(plain);
        expect(messages[0]).toMatchObject({ type: METHOD_CALL, serial: 7, path: '/org/example', interface: 'org.example.I', member: 'Do' });
      }),
      { numRuns: 200 },
    );
  });

  it('made of anything else end in an error, never in a hang or a huge buffer', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat({ max: 150 }), (noise, at) => {
        const stream = Buffer.concat([call('sas', ['text', ['a', 'b']]), Buffer.alloc(64)]);
        stream.set(noise.subarray(0, Math.max(0, stream.length - at)), at);
        try {
          new MessageReader().push(stream);
        } catch (error) {
          expect(error).toBeInstanceOf(Error);
        }
      }),
      { numRuns: 2_000 },
    );
    expect(() => call('a()', [[[]]])).toThrow('empty struct');
    const huge = Buffer.from(call('', []));
    huge.writeUInt32LE(0x7fffffff, 4);
    expect(() => new MessageReader().push(huge)).toThrow('beyond the limit');
    expect(() => new MessageReader().push(Buffer.from('HTTP/1.1 400 Bad Request\r\n'))).toThrow('not a D-Bus message');
  });
});

describe('where the session bus listens', () => {
  it.each([
    [{ DBUS_SESSION_BUS_ADDRESS: 'unix:path=/run/user/1000/bus,guid=abc' }, ['/run/user/1000/bus']],
    [{ DBUS_SESSION_BUS_ADDRESS: 'unix:abstract=/tmp/dbus-X,guid=1;unix:path=/tmp/a%20b' }, ['\0/tmp/dbus-X', '/tmp/a b']],
    [{ DBUS_SESSION_BUS_ADDRESS: 'unix:runtime=yes', XDG_RUNTIME_DIR: '/run/user/5' }, ['/run/user/5/bus']],
    [{ DBUS_SESSION_BUS_ADDRESS: '', XDG_RUNTIME_DIR: '/run/user/5' }, ['/run/user/5/bus']],
    [{ DBUS_SESSION_BUS_ADDRESS: 'autolaunch:' }, []],
    [{ DBUS_SESSION_BUS_ADDRESS: 'tcp:host=example.org,port=1' }, []],
    [{}, []],
  ])('%j', (env, sockets) => {
    expect(busSockets(env)).toEqual(sockets);
  });
});
