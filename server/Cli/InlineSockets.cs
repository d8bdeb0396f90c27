namespace ClaudeSidecar.Cli;

/// <summary>
/// Lets what a socket brings be handled on the thread that saw it come, instead of handing it to another one: measured, that halves
/// the processor time of a request. Whatever may block in an answer has to leave that thread first.
/// </summary>
internal static class InlineSockets
{
    private const string Switch = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";

    /// <summary>To be called before the first socket is made; a value that the user set stays.</summary>
    public static void Enable()
    {
        if (Environment.GetEnvironmentVariable(Switch) is null)
        {
            Environment.SetEnvironmentVariable(Switch, "1");
        }
    }
}
