using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace ClaudeSidecar.Tests.Fakes;

/// <summary>A server that answers one request with the given bytes, Latin-1, and closes the connection.</summary>
internal sealed class RawUpstream : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public RawUpstream(string answer)
    {
        _listener.Start();
        Received = AnswerAsync(answer);
    }

    public string BaseUrl => $"http://{_listener.LocalEndpoint}";

    /// <summary>The request's head, as it came.</summary>
    public Task<string> Received { get; }

    public ValueTask DisposeAsync()
    {
        _listener.Stop();

        // Where nobody has asked, the listener's end is its failure; nobody wants to hear of it.
        _ = Received.ContinueWith(static ended => ended.Exception, TaskScheduler.Default);
        return ValueTask.CompletedTask;
    }

    private async Task<string> AnswerAsync(string answer)
    {
        using var client = await _listener.AcceptTcpClientAsync();
        await using var stream = client.GetStream();
        var text = new StringBuilder();
        var buffer = new byte[4096];
        while (!IsWhole(text.ToString()) && await stream.ReadAsync(buffer) is var count and > 0)
        {
            text.Append(Encoding.Latin1.GetString(buffer, 0, count));
        }

        await stream.WriteAsync(Encoding.Latin1.GetBytes(answer));
        return text.ToString();
    }

    // A close with unread bytes would become a reset, which may overtake the answer.
    private static bool IsWhole(string request)
    {
        var head = request.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        var length = Regex.Match(request, "^content-length: ([0-9]+)", RegexOptions.IgnoreCase | RegexOptions.Multiline);
        return head >= 0 && (!length.Success || request.Length >= head + 4 + int.Parse(length.Groups[1].Value, CultureInfo.InvariantCulture));
    }
}
