using System.Globalization;
using System.Reflection;
using Dapper;
using KernelHost.Security;
using Microsoft.Data.Sqlite;

namespace KernelHost.Storage.Sqlite;

/// <summary>Applies the numbered scripts beside this file that a database does not have yet. Its number is SQLite's own <c>user_version</c>.</summary>
internal static class SqliteMigrations
{
    private const string Folder = ".Sqlite.Migrations.";

    private static readonly Assembly Home = typeof(SqliteMigrations).Assembly;

    public static IReadOnlyList<(int Number, string Resource)> Known { get; } =
    [
        .. Home.GetManifestResourceNames().Where(name => name.Contains(Folder, StringComparison.Ordinal))
            .Select(name => (Number(name), name)).OrderBy(one => one.Item1),
    ];

    public static void Apply(SqliteConnection connection, SqliteTransaction transaction, AuditChain chain)
    {
        var present = connection.ExecuteScalar<int>("PRAGMA user_version", transaction: transaction);
        var newest = Known[^1].Number;
        if (present > newest)
        {
            throw new StorageException($"The database has schema {present}, made by a newer KernelHost; this one knows up to {newest}. Run the newer one, or restore a backup.");
        }

        foreach (var (number, resource) in Known.Where(one => one.Number > present))
        {
            connection.Execute(Read(resource), transaction: transaction);
            if (number == SqliteAuditAdoption.Migration)
            {
                SqliteAuditAdoption.Apply(connection, transaction, chain);
            }

            connection.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {number}"), transaction: transaction);
        }
    }

    private static int Number(string resource)
    {
        var start = resource.IndexOf(Folder, StringComparison.Ordinal) + Folder.Length;
        return int.Parse(resource.AsSpan(start, 4), NumberStyles.None, CultureInfo.InvariantCulture);
    }

    private static string Read(string resource)
    {
        using var stream = Home.GetManifestResourceStream(resource) ?? throw new StorageException($"The migration {resource} is missing.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
