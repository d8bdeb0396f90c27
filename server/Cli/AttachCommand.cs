using System.CommandLine;
using ClaudeSidecar.Rpc;
using ClaudeSidecar.Storage;

namespace ClaudeSidecar.Cli;

/// <summary><c>attach --stdio</c>: the editor's link for editors that know no sockets. It copies bytes and understands none of them.</summary>
internal static class AttachCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var stdio = new Option<bool>("--stdio") { Description = "Speak JSON-RPC on stdin and stdout; the only link so far" };
        var command = new Command("attach", "Links an editor that knows no sockets to the sidecar: JSON-RPC over stdio") { stdio };
        command.Validators.Add(result =>
        {
            if (!result.GetValue(stdio))
            {
                result.AddError("attach needs --stdio.");
            }
        });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await RunAsync(parsed.Paths(), cancellationToken);
            return ExitCodes.Done;
        });
        return command;
    }

    private static async Task RunAsync(SidecarPaths paths, CancellationToken cancellationToken)
    {
        await using var input = Console.OpenStandardInput();
        await using var output = Console.OpenStandardOutput();
        Console.SetOut(Console.Error); // one stray line among the frames would end the link

        var instance = await Ensurance.RunAsync(paths, TimeProvider.System, cancellationToken);
        try
        {
            await using var link = await RpcEndpoint.ConnectAsync(instance.Socket, cancellationToken);
            await StdioBridge.RunAsync(input, output, link, TimeProvider.System, cancellationToken);
        }
        catch (IOException broken)
        {
            throw new CliException($"The link to the sidecar failed ({broken.Message.TrimEnd('.')}): see \"claude-sidecar doctor\".");
        }
    }
}
