using System.Security.Cryptography;
using System.Text;

namespace ClaudeSidecar.Observability.History;

/// <summary>Stands for a session or an agent in the files, so that its id, which leads to its transcript, is not in them.</summary>
public static class HistoryMark
{
    /// <summary>Twelve hexadecimal digits.</summary>
    /// <param name="id">The id, as the client told it.</param>
    public static string Of(string id) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)).AsSpan(0, 6));

    /// <summary>The record as it may be written.</summary>
    public static T Hide<T>(T record)
        where T : SessionRecord =>
        record.Session is null ? record : record with { Session = Of(record.Session), Agent = record.Agent is null ? null : Of(record.Agent) };
}
