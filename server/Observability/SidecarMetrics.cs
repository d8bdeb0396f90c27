using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace ClaudeSidecar.Observability;

/// <summary>What is counted; labels have few values by nature (edge case 128).</summary>
public sealed class SidecarMetrics
{
    private readonly ConcurrentDictionary<(string Provider, string Reason, int StatusClass), long> _requests = new();
    private readonly ConcurrentDictionary<(string From, string Reason), long> _failovers = new();
    private readonly ConcurrentDictionary<(string From, string To), long> _continuations = new();
    private readonly ConcurrentDictionary<(string Provider, string End), long> _warmups = new();
    private readonly ConcurrentDictionary<(string Provider, bool Cached), long> _warmedTokens = new();
    private long _brokenStreams;
    private long _historyDropped;

    /// <summary>A request was answered.</summary>
    public void Answered(string provider, string reason, int status) =>
        _requests.AddOrUpdate((provider, reason, status / 100), 1, static (_, count) => count + 1);

    /// <summary>A request was taken to the next backend.</summary>
    public void FailedOver(string from, string reason) => _failovers.AddOrUpdate((from, reason), 1, static (_, count) => count + 1);

    /// <summary>A stream broke after it had begun.</summary>
    public void StreamBroken() => Interlocked.Increment(ref _brokenStreams);

    /// <summary>A stream that broke was gone on with by another backend.</summary>
    public void Continued(string from, string to) => _continuations.AddOrUpdate((from, to), 1, static (_, count) => count + 1);

    /// <summary>A model here was made to read a prompt ahead of time.</summary>
    /// <param name="provider">Whose.</param>
    /// <param name="end">What became of it.</param>
    /// <param name="read">Tokens that were read for it.</param>
    /// <param name="cached">Tokens that were there.</param>
    public void Warmed(string provider, string end, int read, int cached)
    {
        _warmups.AddOrUpdate((provider, end), 1, static (_, count) => count + 1);
        _warmedTokens.AddOrUpdate((provider, false), read, (_, count) => count + read);
        _warmedTokens.AddOrUpdate((provider, true), cached, (_, count) => count + cached);
    }

    /// <summary>Records of the history were left out: too many at once, or a disk that does not take them.</summary>
    public void HistoryDropped(int count = 1) => Interlocked.Add(ref _historyDropped, count);

    /// <summary>All of it in Prometheus' text form.</summary>
    public string Text()
    {
        var text = new StringBuilder();
        text.Append("# HELP claude_sidecar_requests_total Answered requests of the data plane.\n# TYPE claude_sidecar_requests_total counter\n");
        foreach (var ((provider, reason, status), count) in _requests)
        {
            text.Append(CultureInfo.InvariantCulture, $"claude_sidecar_requests_total{{provider=\"{provider}\",reason=\"{reason}\",status=\"{status}xx\"}} {count}\n");
        }

        text.Append("# HELP claude_sidecar_failovers_total Requests taken to the next backend.\n# TYPE claude_sidecar_failovers_total counter\n");
        foreach (var ((from, reason), count) in _failovers)
        {
            text.Append(CultureInfo.InvariantCulture, $"claude_sidecar_failovers_total{{from=\"{from}\",reason=\"{reason}\"}} {count}\n");
        }

        text.Append("# HELP claude_sidecar_broken_streams_total Streams that broke after they had begun.\n# TYPE claude_sidecar_broken_streams_total counter\n");
        text.Append(CultureInfo.InvariantCulture, $"claude_sidecar_broken_streams_total {Interlocked.Read(ref _brokenStreams)}\n");
        text.Append("# HELP claude_sidecar_continuations_total Broken streams that another backend went on with.\n# TYPE claude_sidecar_continuations_total counter\n");
        foreach (var ((from, to), count) in _continuations)
        {
            text.Append(CultureInfo.InvariantCulture, $"claude_sidecar_continuations_total{{from=\"{from}\",to=\"{to}\"}} {count}\n");
        }

        AppendWarmups(text);
        text.Append("# HELP claude_sidecar_history_dropped_total Records of the history that were left out.\n# TYPE claude_sidecar_history_dropped_total counter\n");
        text.Append(CultureInfo.InvariantCulture, $"claude_sidecar_history_dropped_total {Interlocked.Read(ref _historyDropped)}\n");
        return text.ToString();
    }

    private void AppendWarmups(StringBuilder text)
    {
        text.Append("# HELP claude_sidecar_warmups_total Prompts that a model here was made to read ahead of time.\n# TYPE claude_sidecar_warmups_total counter\n");
        foreach (var ((provider, end), count) in _warmups)
        {
            text.Append(CultureInfo.InvariantCulture, $"claude_sidecar_warmups_total{{provider=\"{provider}\",end=\"{end}\"}} {count}\n");
        }

        text.Append("# HELP claude_sidecar_warmup_tokens_total Their tokens, by whether the server still had them.\n# TYPE claude_sidecar_warmup_tokens_total counter\n");
        foreach (var ((provider, cached), count) in _warmedTokens)
        {
            text.Append(CultureInfo.InvariantCulture, $"claude_sidecar_warmup_tokens_total{{provider=\"{provider}\",cached=\"{(cached ? "true" : "false")}\"}} {count}\n");
        }
    }
}
