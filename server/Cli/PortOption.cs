using System.CommandLine;
using System.Globalization;

namespace ClaudeSidecar.Cli;

/// <summary><c>--port</c>, of every command that listens.</summary>
internal static class PortOption
{
    /// <param name="description">What the help says of it.</param>
    public static Option<int?> Create(string description) => new("--port")
    {
        Description = description,
        HelpName = "N",
        CustomParser = result =>
        {
            if (int.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= 65535)
            {
                return port;
            }

            result.AddError("--port takes a number from 0 to 65535.");
            return null;
        },
    };
}
