using System.Diagnostics;
using System.Runtime.Versioning;
using ClaudeSidecar.Control;
using ClaudeSidecar.Rpc;
using ClaudeSidecar.Tests.Generated;
using Microsoft.Extensions.Logging.Abstractions;

namespace ClaudeSidecar.Tests.Rpc;

/// <summary>The same wire as npm's <c>vscode-jsonrpc</c>, by the real one.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class VscodeJsonRpcTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("rpc-");

    private string Endpoint => Path.Combine(_folder.FullName, "rpc.sock");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task AnEditorDoesAllThatItCanDo()
    {
        var control = new FakeControl();
        using var released = new ManualResetEventSlim();
        control.OnSwitch = (provider, _) =>
        {
            switch (provider)
            {
                case "moon":
                    throw new ControlException("There is no provider moon: choose claude or local.");
                case "slow":
                    released.Wait();
                    break;
                case "release":
                    released.Set();
                    break;
                default:
                    control.ChangeRoute(provider);
                    break;
            }

            return FakeControl.Route(provider);
        };
        await using var host = new RpcHost(control, Endpoint, TimeProvider.System, NullLoggerFactory.Instance);
        var gone = new TaskCompletionSource();
        host.ClientsChanged += count =>
        {
            if (count == 0)
            {
                gone.TrySetResult();
            }
        };
        await host.StartAsync(CancellationToken.None);

        using var editor = Start("client");
        await SucceedAsync(editor);
        await gone.Task;
    }

    [Fact]
    public async Task OurRequestsAreAnsweredRefusedAndGivenUp()
    {
        using var listener = RpcEndpoint.Listen(Endpoint);
        using var editor = Start("peer");
        using var stop = new CancellationTokenSource();
        var connection = new RpcConnection(
            await listener.AcceptAsync(CancellationToken.None), new Dictionary<string, RpcHandler>(), TimeProvider.System, NullLogger.Instance);
        var heard = new Dictionary<string, TaskCompletionSource> { ["waiting"] = new(), ["sawCancellation"] = new() };
        connection.Notified += (method, _) => heard[method].SetResult();
        var running = connection.RunAsync(stop.Token);

        Assert.Equal("5", (await connection.InvokeAsync("add", "{\"a\":2,\"b\":3}"u8.ToArray(), CancellationToken.None)).GetRawText());
        Assert.Equal(-5, (await Assert.ThrowsAsync<RpcException>(() => connection.InvokeAsync("fail", default, CancellationToken.None))).Code);
        Assert.Equal(
            ErrorCodes.MethodNotFound,
            (await Assert.ThrowsAsync<RpcException>(() => connection.InvokeAsync("nothing", default, CancellationToken.None))).Code);

        using var giveUp = new CancellationTokenSource();
        var call = connection.InvokeAsync("wait", default, giveUp.Token);
        await heard["waiting"].Task;
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await heard["sawCancellation"].Task;

        await stop.CancelAsync();
        Assert.Equal(LinkEnd.Stopped, await running);
        await SucceedAsync(editor);
    }

    private static async Task SucceedAsync(Process editor)
    {
        var output = editor.StandardOutput.ReadToEndAsync();
        var errors = await editor.StandardError.ReadToEndAsync();
        await editor.WaitForExitAsync();
        Assert.True(editor.ExitCode == 0, $"interop.mjs failed:\n{errors}\n{await output}");
        Assert.Equal("", await output + errors); // the library complains on its logger
    }

    private Process Start(string mode)
    {
        Assert.True(
            File.Exists(RepositoryFiles.Path("node_modules", "vscode-jsonrpc", "package.json")),
            "vscode-jsonrpc is not installed: run npm ci in the repository's root folder first.");
        var script = RepositoryFiles.Path("tests", "extension", "rpc", "interop.mjs");
        return Process.Start(new ProcessStartInfo("node", [script, mode, Endpoint]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
    }
}
