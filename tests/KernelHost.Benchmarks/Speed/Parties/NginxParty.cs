using KernelHost.Benchmarks.Speed.Processes;

namespace KernelHost.Benchmarks.Speed.Parties;

/// <summary>nginx as one sets it up before a model server: connections kept, nothing buffered, no access log.</summary>
internal static class NginxParty
{
    public static async Task<RunningParty> StartAsync(Workshop workshop)
    {
        var program = await Installed.ProgramAsync("nginx", "nginx-light");
        var (port, file) = (Child.FreePort(), workshop.NewFile("nginx.conf"));
        var folder = Path.GetDirectoryName(file) ?? "";
        await File.WriteAllTextAsync(file, Config(port, workshop.UpstreamPort, folder));
        var process = Child.Start(Path.Combine(folder, "nginx.log"), null, program, "-c", file, "-p", folder, "-e", "stderr");
        await process.ListensAsync(port);
        return new(process, port);
    }

    private static string Config(int port, int upstreamPort, string folder) => $$"""
        daemon off;
        worker_processes auto;
        worker_rlimit_nofile 20000;
        pid {{folder}}/nginx.pid;
        events { worker_connections 10000; }
        http {
          access_log off;
          client_body_temp_path {{folder}}/body;
          proxy_temp_path {{folder}}/proxy;
          fastcgi_temp_path {{folder}}/fastcgi;
          uwsgi_temp_path {{folder}}/uwsgi;
          scgi_temp_path {{folder}}/scgi;
          client_body_buffer_size 128k;
          keepalive_requests 100000000;
          upstream model { server 127.0.0.1:{{upstreamPort}}; keepalive 4096; keepalive_requests 100000000; }
          server {
            listen 127.0.0.1:{{port}} backlog=4096;
            location / { proxy_pass http://model; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_buffering off; }
          }
        }
        """;
}
