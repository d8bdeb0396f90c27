using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Text;

namespace ClaudeSidecar.Rpc;

/// <summary>Listens on a Unix socket that only its owner can open.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class SocketListener : IRpcListener
{
    // sun_path holds 104 bytes on macOS and 108 on Linux, the closing NUL among them.
    private const int MaxPathBytes = 103;

    private readonly Socket _socket;
    private readonly DirectoryInfo? _temporary;

    /// <param name="path">Where to listen. A file that a dead process left there is removed; one too long is replaced by one in the temp folder.</param>
    /// <exception cref="IOException">Another process listens there, or no short enough path exists.</exception>
    public SocketListener(string path)
    {
        (Endpoint, _temporary) = Encoding.UTF8.GetByteCount(path) <= MaxPathBytes ? (path, null) : Shorter();
        _socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Endpoint)!, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            RemoveStale();
            _socket.Bind(new UnixDomainSocketEndPoint(Endpoint));
            File.SetUnixFileMode(Endpoint, UnixFileMode.UserRead | UnixFileMode.UserWrite); // before anybody can connect
            _socket.Listen();
        }
        catch (Exception failed)
        {
            Dispose();
            if (failed is SocketException)
            {
                throw new IOException($"The socket {Endpoint} cannot be opened: {failed.Message}.", failed);
            }

            throw;
        }
    }

    /// <inheritdoc/>
    public string Endpoint { get; }

    /// <inheritdoc/>
    public async ValueTask<Stream> AcceptAsync(CancellationToken cancellationToken) =>
        new NetworkStream(await _socket.AcceptAsync(cancellationToken), ownsSocket: true);

    /// <inheritdoc/>
    public void Dispose()
    {
        _socket.Dispose(); // removes the file that it bound
        _temporary?.Delete(recursive: true);
    }

    // mkdtemp makes the folder 0700 and ours: under a shared /tmp a name that can be guessed could belong to somebody else.
    private static (string Path, DirectoryInfo Folder) Shorter()
    {
        var folder = Directory.CreateTempSubdirectory("claude-sidecar-");
        var path = Path.Combine(folder.FullName, "rpc.sock");
        if (Encoding.UTF8.GetByteCount(path) <= MaxPathBytes)
        {
            return (path, folder);
        }

        folder.Delete();
        throw new IOException($"The path of the temp folder is too long for a socket ({path}): set TMPDIR to a shorter one.");
    }

    private void RemoveStale()
    {
        if (!File.Exists(Endpoint))
        {
            return;
        }

        using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            probe.Connect(new UnixDomainSocketEndPoint(Endpoint));
        }
        catch (SocketException)
        {
            File.Delete(Endpoint);
            return;
        }

        throw new IOException($"Another process listens on {Endpoint}: run \"claude-sidecar stop\" first.");
    }
}
