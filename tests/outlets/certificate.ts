// A certificate for localhost, 127.0.0.1 and 0.0.0.0 that nobody trusts, made anew.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export function makeCertificate(): { key: string; cert: string } {
  const folder = mkdtempSync(join(tmpdir(), 'letterthief-certificate-'));
  const line =
    'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 1 -subj /CN=localhost -addext subjectAltName=DNS:localhost,IP:127.0.0.1,IP:0.0.0.0 -keyout key.pem -out cert.pem';
  try {
    execFileSync('openssl', line.split(' '), { cwd: folder, stdio: 'ignore' });
    const [key, cert] = ['key.pem', 'cert.pem'].map((name) => readFileSync(join(folder, name), 'utf8'));
    return { key: key ?? '', cert: cert ?? '' };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
