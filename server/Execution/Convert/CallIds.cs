using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ClaudeSidecar.Execution.Families;

namespace ClaudeSidecar.Execution.Convert;

/// <summary>
/// Ids of calls as a family wants them in its history (edge case 68). Answers get ids of our own, so that nothing has to be mapped back;
/// what goes out depends on the history alone and is the same in every request.
/// </summary>
internal sealed class CallIds(CallIdRule rule)
{
    // OpenAI's own servers take no longer ones.
    private const int Longest = 40;
    private const string Letters = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

    private int _count;

    /// <summary>The id under which a call goes out; to be asked once for each call, in order.</summary>
    /// <param name="original">The id in the client's history.</param>
    /// <param name="name">The tool's outgoing name.</param>
    public string Next(string original, string name) => rule switch
    {
        CallIdRule.Counted => string.Create(CultureInfo.InvariantCulture, $"functions.{name}:{_count++}"),
        CallIdRule.NineCharacters => Hashed(original, 9),
        _ => original.Length <= Longest ? original : "call_" + Hashed(original, 24),
    };

    private static string Hashed(string original, int length)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(original));
        return string.Create(length, hash, static (text, bytes) =>
        {
            for (var i = 0; i < text.Length; i++)
            {
                text[i] = Letters[bytes[i] % Letters.Length];
            }
        });
    }
}
