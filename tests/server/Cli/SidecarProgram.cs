using System.Diagnostics;
using ClaudeSidecar.Storage;
using ClaudeSidecar.Tests.Fakes;

namespace ClaudeSidecar.Tests.Cli;

/// <summary>The real program, as a process of its own, with a state folder of its own; whatever it started ends with the test.</summary>
internal sealed class SidecarProgram : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TempFolder _folder = new();

    public SidecarProgram()
    {
        // Nobody listens there: nothing leaves the machine, and nothing on it is asked.
        Configure(
            """
            {
              "listen": { "port": 0 },
              "providers": [
                { "name": "claude", "dialect": "anthropic", "baseUrl": "http://127.0.0.1:1", "credentials": "client" },
                { "name": "local", "dialect": "openai", "baseUrl": "http://127.0.0.1:2", "local": true }
              ]
            }
            """);
        Directory.CreateDirectory(Workspace);
    }

    public SidecarPaths Paths => new(_folder["state"]);

    public string Workspace => _folder["workspace"];

    public Dictionary<string, string> Environment { get; } = [];

    public void Configure(string json) => _folder.Write("state/sidecar.json", json);

    public string File(string name, string text) => _folder.Write(name, text);

    public Task<Result> RunAsync(params string[] words) => RunAsync(words, stdin: "");

    public async Task<Result> RunAsync(string[] words, string stdin)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "claude-sidecar"), words)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Workspace,
        };
        start.Environment["CLAUDE_SIDECAR_STATE_DIR"] = Paths.StateDirectory;
        start.Environment["CLAUDE_CONFIG_DIR"] = _folder["home"];
        start.Environment["LANG"] = "C";
        start.Environment.Remove("LC_ALL");
        foreach (var (name, value) in Environment)
        {
            start.Environment[name] = value;
        }

        using var limit = new CancellationTokenSource(Patience, TimeProvider.System);
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(limit.Token), process.StandardError.ReadToEndAsync(limit.Token));
        await process.StandardInput.WriteAsync(stdin);
        process.StandardInput.Close();
        await process.WaitForExitAsync(limit.Token);
        return new(process.ExitCode, (await output).TrimEnd(), (await error).TrimEnd());
    }

    public void Dispose()
    {
        if (InstanceFile.ReadAlive(Paths) is { } left)
        {
            using var process = Process.GetProcessById(left.Pid);
            process.Kill();
            process.WaitForExit();
        }

        _folder.Dispose();
    }

    public sealed record Result(int ExitCode, string Output, string Error);
}
