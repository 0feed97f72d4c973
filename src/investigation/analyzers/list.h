// One line an analyzer; each is described in its own file.
#pragma once

#include "investigation/analysis.h"

namespace backstamp::investigation {

Result<Answer> extract(const Question& question);
Result<Answer> sender(const Question& question);
Result<Answer> url_reputation(const Question& question);
Result<Answer> file_reputation(const Question& question);
Result<Answer> similarity_clusters(const Question& question);
Result<Answer> nearness_cluster(const Question& question);
Result<Answer> indicator_clusters(const Question& question);
Result<Answer> latest_location(const Question& question);
Result<Answer> cluster_verdict(const Question& question);
Result<Answer> judge_message(const Question& question);
Result<Answer> recommend_removal(const Question& question);
Result<Answer> mail_forwarding_rules(const Question& question);
Result<Answer> mail_delegation(const Question& question);
Result<Answer> user_activity(const Question& question);
Result<Answer> mass_download(const Question& question);
Result<Answer> outbound_mail_anomaly(const Question& question);
Result<Answer> outbound_threats(const Question& question);
Result<Answer> dlp_violations(const Question& question);
Result<Answer> judge_account(const Question& question);
Result<Answer> recommend_account_actions(const Question& question);
Result<Answer> url_clicks(const Question& question);
Result<Answer> devices(const Question& question);
Result<Answer> judge_url(const Question& question);
Result<Answer> recommend_clicker_actions(const Question& question);

}  // namespace backstamp::investigation
