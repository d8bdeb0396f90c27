using System.Diagnostics;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using ClaudeSidecar.Rpc;
using ClaudeSidecar.Storage;
using ClaudeSidecar.Tests.Fakes;
using ClaudeSidecar.Tests.Rpc;
using Microsoft.Extensions.Logging.Abstractions;

namespace ClaudeSidecar.Tests.Cli;

/// <summary>The real program, as an editor starts it.</summary>
public sealed class AttachCommandTests : AsyncTest
{
    private readonly SidecarPaths _paths = new(Directory.CreateTempSubdirectory("attach-").FullName);
    private readonly TcpListener _proxy = new(IPAddress.Loopback, 0);
    private readonly RpcHost _host;

    public AttachCommandTests() => _host = new(new FakeControl(), _paths.Socket, TimeProvider.System, NullLoggerFactory.Instance);

    public override async Task InitializeAsync()
    {
        _proxy.Start();
        await _host.StartAsync(CancellationToken.None);
        var port = ((IPEndPoint)_proxy.LocalEndpoint).Port;
        InstanceFile.Write(_paths, new()
        {
            Pid = Environment.ProcessId,
            Port = port,
            Socket = _host.Endpoint,
            Version = "1.2.3",
            BaseUrl = $"http://127.0.0.1:{port}",
            StartedAt = TimeProvider.System.GetUtcNow(),
        });
    }

    public override async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _proxy.Dispose();
        Directory.Delete(_paths.StateDirectory, recursive: true);
    }

    [Fact]
    public async Task OnlyFramesComeOutOfStdoutAndTheEndOfStdinEndsIt()
    {
        using var attach = Start("--stdio");
        var body = """{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"clientName":"vim","clientVersion":"9","protocolVersion":1}}""";
        await attach.StandardInput.BaseStream.WriteAsync(Encoding.ASCII.GetBytes($"Content-Length: {body.Length}\r\n\r\n{body}"));
        attach.StandardInput.Close();

        var output = PipeReader.Create(attach.StandardOutput.BaseStream);
        var answer = JsonElement.Parse(await Framing.ReadAsync(output, CancellationToken.None));
        Assert.Equal("1.2.3", answer.GetProperty("result").GetProperty("serverVersion").GetString());
        Assert.Null(await Framing.ReadAsync(output, CancellationToken.None));
        Assert.Equal("", await attach.StandardError.ReadToEndAsync());
        await attach.WaitForExitAsync();
        Assert.Equal(0, attach.ExitCode);
    }

    [Fact]
    public async Task ItEndsWithTheSidecarWhileStdinIsStillOpen()
    {
        var connected = new TaskCompletionSource();
        _host.ClientsChanged += _ => connected.TrySetResult();
        using var attach = Start("--stdio");
        await connected.Task;
        await _host.DisposeAsync();
        await attach.WaitForExitAsync();
        Assert.Equal(0, attach.ExitCode);
    }

    [Fact]
    public async Task ASocketThatNobodyServesIsToldInOneSentence()
    {
        await _host.DisposeAsync();
        using var attach = Start("--stdio");
        Assert.Equal("", await attach.StandardOutput.ReadToEndAsync());
        var told = await attach.StandardError.ReadToEndAsync();
        await attach.WaitForExitAsync();

        Assert.Equal(1, attach.ExitCode);
        Assert.Contains(_paths.Socket, told, StringComparison.Ordinal);
        Assert.Single(told.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task WithoutStdioTheUsageIsWrong()
    {
        using var attach = Start();
        Assert.Equal("", await attach.StandardOutput.ReadToEndAsync());
        Assert.Contains("--stdio", await attach.StandardError.ReadToEndAsync(), StringComparison.Ordinal);
        await attach.WaitForExitAsync();
        Assert.Equal(2, attach.ExitCode);
    }

    private Process Start(params string[] options)
    {
        string[] words = [Path.Combine(AppContext.BaseDirectory, "claude-sidecar.dll"), "attach", .. options, "--state-dir", _paths.StateDirectory];
        return Process.Start(new ProcessStartInfo("dotnet", words)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
    }
}
