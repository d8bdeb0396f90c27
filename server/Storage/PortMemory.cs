using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace ClaudeSidecar.Storage;

/// <summary>Chooses the port once and keeps it, because settings files of Claude Code point to it.</summary>
/// <remarks>The file holds two numbers: the port, and the configured one it was chosen for. Another configuration is another choice.</remarks>
public sealed class PortMemory(SidecarPaths paths)
{
    // Below the range from which systems take the ports of outgoing connections: one of those could sit on ours while we are not running.
    private const int LowestChoice = 10_000;
    private const int HighestChoice = 32_000;

    /// <summary>The port to listen on. Where nobody has chosen, the configured one if it is free, else a free one.</summary>
    /// <param name="commanded">From <c>--port</c>; null for none, 0 for any.</param>
    /// <param name="configured">From <c>listen.port</c>; 0 for any.</param>
    /// <exception cref="StorageException">The commanded or the kept port is taken by another program.</exception>
    public int Choose(int? commanded, int configured)
    {
        if (commanded is { } port)
        {
            return port == 0 || IsFree(port)
                ? port
                : throw new StorageException($"Port {port} is taken by another program: stop that program, or give another port with --port.");
        }

        if (Recall(configured) is { } kept)
        {
            return IsFree(kept)
                ? kept
                : throw new StorageException(
                    $"Port {kept}, which Claude Code's settings may point to, is taken by another program: stop that program, or set another listen.port in {paths.Configuration} and run `claude-sidecar sync` again.");
        }

        return configured == 0 || IsFree(configured) ? configured : FreePort();
    }

    /// <summary>Keeps the port that the listener got.</summary>
    public void Remember(int port, int configured) =>
        AtomicFile.Write(paths.Port, Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{port} {configured}\n")));

    /// <summary>The port kept for this configuration; null when there is none.</summary>
    public int? Recall(int configured) => Read() is var (port, chosenFor) && chosenFor == configured ? port : null;

    /// <summary>The configured port that the kept one was chosen for: what holds while the configuration cannot be read. Null when nothing is kept.</summary>
    public int? LastConfigured() => Read()?.Configured;

    private (int Port, int Configured)? Read()
    {
        if (!File.Exists(paths.Port))
        {
            return null;
        }

        var words = File.ReadAllText(paths.Port).Split(default(char[]), StringSplitOptions.RemoveEmptyEntries);
        return words.Length == 2 && Number(words[0]) is { } port and > 0 and <= 65535 && Number(words[1]) is { } configured ? (port, configured) : null;
    }

    private static int? Number(string word) => int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static int FreePort()
    {
        for (var tries = 0; tries < 200; tries++)
        {
            var port = RandomNumberGenerator.GetInt32(LowestChoice, HighestChoice);
            if (IsFree(port))
            {
                return port;
            }
        }

        throw new StorageException("No free port was found on 127.0.0.1: name one with --port.");
    }

    // Binds as Kestrel does (SO_REUSEADDR on Unix), so that connections of a killed predecessor in TIME_WAIT do not count as taken.
    private static bool IsFree(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            socket.Listen(1);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
