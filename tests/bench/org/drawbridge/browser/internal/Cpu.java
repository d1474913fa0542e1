package org.drawbridge.browser.internal;
import java.nio.file.*; import java.util.*; import java.time.*;
import org.drawbridge.sandbox.*;
public class Cpu {
  static Map<String,Double> cpu() throws Exception {
    Map<String,Double> m = new TreeMap<>();
    add(m, ProcessHandle.current(), "java");
    ProcessHandle.current().descendants().forEach(p -> { try { String c = Files.readString(Path.of("/proc/"+p.pid()+"/cmdline")); String k = c.contains("--type=") ? c.replaceAll("(?s).*--type=(\\S+?)[\\x00 ].*","$1") : c.contains("chromedriver")?"driver":"browser"; if (!c.contains("--type=")&&!c.contains("chromedriver")) k="browser"; if (c.contains("network.mojom")) k="network"; add(m,p,k);} catch(Exception e){} });
    return m;
  }
  static void add(Map<String,Double> m, ProcessHandle p, String k) { m.merge(k, p.info().totalCpuDuration().orElse(Duration.ZERO).toMillis()*1.0, Double::sum); }
  static void show(String label, Map<String,Double> a, Map<String,Double> b, double calls) {
    StringBuilder s=new StringBuilder(label); double t=0; for (var e: b.entrySet()) { double d=(e.getValue()-a.getOrDefault(e.getKey(),0.0))/calls; t+=d; if (d>0.005) s.append(String.format(" %s %.2f",e.getKey(),d)); }
    System.out.println(s+String.format(" = %.2f ms/call (%.0f calls)",t,calls));
  }
  public static void main(String[] a) throws Exception {
    Path folder = Files.createTempDirectory("bench");
    try (Sandbox sandbox = Sandbox.start(new SandboxOptions(folder.resolve("sandbox"), 0)); CallsBench b = new CallsBench(sandbox, folder.resolve("profiles"), List.of(a))) {
      Duration r = Duration.ofMillis(3000);
      CallsBench.rate(b.through(),16,r); CallsBench.rate(b.through(),16,r); b.limit(16,r);
      for (int i=0;i<2;i++) for (int n : new int[]{1,16}) {
        var c0=cpu(); double x=CallsBench.rate(b.through(),n,r)*3; var c1=cpu(); double y=b.limit(n,r)*3; var c2=cpu();
        show("through "+n, c0,c1,x); show("limit   "+n, c1,c2,y);
      }
    }
  }
}
